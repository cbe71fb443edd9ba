/** What the batch route is given, and how long it waits between requests. */
package io.stocktake.executor.batch.setup;
