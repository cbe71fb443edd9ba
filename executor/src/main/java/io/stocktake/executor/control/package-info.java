/** Whether a run goes on: cancellation, the in-flight budget, and the lock of a plan. */
package io.stocktake.executor.control;
