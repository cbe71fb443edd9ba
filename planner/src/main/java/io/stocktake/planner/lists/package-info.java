/** Reads text files of any length a record at a time, in constant memory. */
package io.stocktake.planner.lists;
