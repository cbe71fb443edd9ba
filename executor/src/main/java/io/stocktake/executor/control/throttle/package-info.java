/** How fast a run goes: rate limits, also by schedule, and adaptive concurrency. */
package io.stocktake.executor.control.throttle;
