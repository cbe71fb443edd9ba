/** Carries out a sealed plan; decides nothing. */
package io.stocktake.executor;
