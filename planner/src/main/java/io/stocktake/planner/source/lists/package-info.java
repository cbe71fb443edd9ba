/** Text files of any length, read a record at a time in constant memory. */
package io.stocktake.planner.source.lists;
