/** Filter rules for names, sizes and ages, with rsync's syntax and order. */
package io.stocktake.planner.source.filter;
