/** Which guarantees an S3-compatible store gives, by a probe or by its name. */
package io.stocktake.aws.compat;
