/** How benchmarks run: pairs of processes in turn, pinned to cores, and their results. */
package io.stocktake.bench.run;
