/** Object content in S3 through the AWS SDK: checksums, part sizes and bytes. */
package io.stocktake.aws.content;
