/** Walks a directory tree in parallel and reports what it cannot see. */
package io.stocktake.planner.walk;
