/** Uploads of files: one PutObject, multipart, or only the parts that changed. */
package io.stocktake.executor.direct.upload;
