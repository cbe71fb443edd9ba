/**
 * The entry of the planner: compares a file store with an inventory and writes a plan. Changes
 * nothing.
 */
package io.stocktake.planner;
