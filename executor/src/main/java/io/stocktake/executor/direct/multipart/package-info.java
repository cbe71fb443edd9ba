/** Multipart uploads while they are open: begun, tracked part by part, completed or aborted. */
package io.stocktake.executor.direct.multipart;
