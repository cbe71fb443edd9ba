/** A sealed plan from its first row to its last, by every route: the one entry. */
package io.stocktake.executor.apply;
