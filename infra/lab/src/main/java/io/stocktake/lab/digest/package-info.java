/** The digests and additional checksums that S3 computes over objects and parts. */
package io.stocktake.lab.digest;
