/** What the bytes of a file are: remembered, known from a list, or read at most once. */
package io.stocktake.planner.compare.content;
