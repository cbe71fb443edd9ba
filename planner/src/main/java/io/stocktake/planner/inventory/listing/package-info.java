/** Listings written as inventory deliveries, so that a plan reads one format. */
package io.stocktake.planner.inventory.listing;
