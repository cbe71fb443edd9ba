/** S3 Inventory deliveries: finding one, and trusting its manifest. */
package io.stocktake.manifests.inventory;
