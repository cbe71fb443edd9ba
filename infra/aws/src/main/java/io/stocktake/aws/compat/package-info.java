/** What a store that speaks S3's protocol holds to: told by a probe, or by its name. */
package io.stocktake.aws.compat;
