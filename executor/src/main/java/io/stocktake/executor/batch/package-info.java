/** The batch route: jobs of S3 Batch Operations, created once, polled, and read to the last row. */
package io.stocktake.executor.batch;
