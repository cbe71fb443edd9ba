/** The direct route: rows executed one by one from this machine. */
package io.stocktake.executor.direct;
