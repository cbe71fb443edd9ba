/** The decision for one key, from both sides' evidence: no I/O, no clock, no threads. */
package io.stocktake.planner.reconcile;
