/** Moved and duplicate files, which become copies on the server in place of uploads. */
package io.stocktake.planner.compare.moves;
