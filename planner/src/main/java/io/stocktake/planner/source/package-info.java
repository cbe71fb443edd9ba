/**
 * The files of a source: the port to wherever they lie, what is passed of each, and lists of files
 * in place of a walk.
 */
package io.stocktake.planner.source;
