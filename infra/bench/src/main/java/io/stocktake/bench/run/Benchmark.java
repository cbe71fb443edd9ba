package io.stocktake.bench.run;

import java.io.IOException;
import java.util.List;

/** Some work that is measured here and at peers. */
public interface Benchmark {
  /** What it is called on the command line. */
  String name();

  /** Measures; the median of all runs for each line. */
  List<ResultRow> run(Settings settings) throws IOException, InterruptedException;
}
