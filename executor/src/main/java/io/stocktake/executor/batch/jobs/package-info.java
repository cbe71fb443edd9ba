/** The port to S3 Batch Operations, in the executor's own words. */
package io.stocktake.executor.batch.jobs;
