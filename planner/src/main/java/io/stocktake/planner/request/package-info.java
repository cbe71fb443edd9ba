/** What a plan is asked for: source, destination, options, and the progress that is reported. */
package io.stocktake.planner.request;
