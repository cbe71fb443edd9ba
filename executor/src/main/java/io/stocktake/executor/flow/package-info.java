/** How much is in flight at once, and how a run ends before its end. */
package io.stocktake.executor.flow;
