/** Benchmarks: work done here and by a named peer in the same run, as ratios. */
package io.stocktake.bench;
