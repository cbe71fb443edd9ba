/** How fast a run may go: rates that are set, also by the clock, and concurrency that is found. */
package io.stocktake.executor.pace;
