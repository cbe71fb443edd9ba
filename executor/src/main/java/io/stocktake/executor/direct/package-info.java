/** The direct route: guarded writes, one request after the other's evidence. */
package io.stocktake.executor.direct;
