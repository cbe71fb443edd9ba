/** A sealed plan from first row to last, by every route: the one entry. */
package io.stocktake.executor.apply;
