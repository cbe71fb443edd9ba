/** The session: the one place that opens clients of the AWS SDK. */
package io.stocktake.aws;
