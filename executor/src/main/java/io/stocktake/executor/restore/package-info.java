/** Executes a sealed restore plan: brings objects back into a directory. */
package io.stocktake.executor.restore;
