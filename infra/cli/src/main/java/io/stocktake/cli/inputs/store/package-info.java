/** How a destination is written to: the guarantees of its store, and the lease. */
package io.stocktake.cli.inputs.store;
