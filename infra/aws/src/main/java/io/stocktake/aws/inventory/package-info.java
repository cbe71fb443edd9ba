/** Inventory configurations of a bucket. */
package io.stocktake.aws.inventory;
