/** S3 Inventory: configurations, and deliveries on demand in AWS's layout. */
package io.stocktake.lab.inventory;
