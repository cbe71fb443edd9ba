/** Incomplete multipart uploads: list and abort. */
package io.stocktake.aws.uploads;
