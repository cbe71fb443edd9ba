/** Inventory deliveries and small state files in S3. */
package io.stocktake.aws.files;
