/** Which rows go by batch jobs and which directly, with cost and reason. */
package io.stocktake.executor.batch.routing;
