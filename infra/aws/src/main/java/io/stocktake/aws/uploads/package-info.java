/** Multipart uploads that have begun and not ended. */
package io.stocktake.aws.uploads;
