package io.stocktake.executor.files;

import io.stocktake.manifests.ETag;

/**
 * The content of a file whose object holds other bytes, since it was encrypted before it left.
 *
 * @param md5 the MD5 of the file's own bytes
 * @param stamp which state of which file they were read from, as {@link FileContent#stamp} tells;
 *     empty if unknown
 */
public record PlainContent(ETag md5, String stamp) {}
