/** Data that benchmarks make: files, objects, and the peers they need. */
package io.stocktake.bench.data;
