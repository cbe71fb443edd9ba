/** Which names, sizes and ages take part: rules with rsync's syntax and order. */
package io.stocktake.planner.filter;
