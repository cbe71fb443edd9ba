/** The source on a local file system: a parallel walk, one stat an entry, and open files. */
package io.stocktake.planner.source.local;
