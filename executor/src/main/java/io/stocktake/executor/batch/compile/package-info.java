/** Jobs made of a plan's rows, on disk before any is sent, and the same at every run. */
package io.stocktake.executor.batch.compile;
