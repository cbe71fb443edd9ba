/** Deletes in batches of DeleteObjects, with a HEAD where an answer was lost. */
package io.stocktake.executor.direct.delete;
