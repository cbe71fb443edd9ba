/** Decides, from both sides' evidence, what is the matter with one key. */
package io.stocktake.planner.reconcile;
