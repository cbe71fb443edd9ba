/** The port to an object store, in the executor's own words. */
package io.stocktake.executor.store;
