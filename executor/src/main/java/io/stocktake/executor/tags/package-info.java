/** Tags written to objects that are there. */
package io.stocktake.executor.tags;
