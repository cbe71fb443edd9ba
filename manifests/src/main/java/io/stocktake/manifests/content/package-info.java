/** The port to object content in S3: checksums, part sizes and bytes. */
package io.stocktake.manifests.content;
