/** The direct route: guarded uploads and deletes, one request after the other's evidence. */
package io.stocktake.executor.direct;
