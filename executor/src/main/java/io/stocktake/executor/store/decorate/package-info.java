/**
 * Decorators of the store, one thing each: check before write, circuit breaker, throttle, count.
 */
package io.stocktake.executor.store.decorate;
