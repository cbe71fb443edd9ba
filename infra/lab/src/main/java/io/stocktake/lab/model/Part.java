package io.stocktake.lab.model;

/**
 * A run of bytes stored as one blob: a part of an upload or of an object.
 *
 * @param number part number, from 1
 * @param size bytes
 * @param blob blob id, 0 for no bytes, below 0 for bytes that are made up as they are read
 * @param md5 hex MD5 of the bytes (of a part whose ETag is none: the ETag made up for it)
 * @param checksum base64 in the algorithm of the upload or object, or the empty string
 */
public record Part(int number, long size, long blob, String md5, String checksum) {}
