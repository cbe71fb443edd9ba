/** Decorators of the store: checks before writes, request counts, throttling. */
package io.stocktake.executor.store.decorate;
