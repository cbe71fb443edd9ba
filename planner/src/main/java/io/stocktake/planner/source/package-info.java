/**
 * The files of a source: walks a directory tree in parallel, or reads a list of files, and reports
 * what cannot be read.
 */
package io.stocktake.planner.source;
