/** Hands what is remembered of files to md5sum, and takes what md5sum found into memory. */
package io.stocktake.planner.exchange;
