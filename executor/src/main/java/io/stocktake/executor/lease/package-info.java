/** One run at a time below one destination: a lease in the bucket itself. */
package io.stocktake.executor.lease;
