/** S3 Control: the jobs of S3 Batch Operations through the AWS SDK. */
package io.stocktake.aws.control;
