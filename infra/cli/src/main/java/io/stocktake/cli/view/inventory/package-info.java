/** Inventories as results: views, and how they read. */
package io.stocktake.cli.view.inventory;
