package io.stocktake.planner.source;

import io.stocktake.planner.source.lists.DelimitedRecord;
import io.stocktake.planner.source.lists.DelimitedRecords;
import java.io.IOException;
import java.util.List;

/** Processes the records of a list with several threads. */
final class RecordWalk {
  private final DelimitedRecords records;
  private final RecordSink sink;
  private final WorkStack<DelimitedRecords> rest = new WorkStack<>();

  /** Takes a record; called by several threads at once. */
  @FunctionalInterface
  interface RecordSink {
    void take(DelimitedRecord record) throws IOException;
  }

  private RecordWalk(DelimitedRecords records, RecordSink sink) {
    this.records = records;
    this.sink = sink;
  }

  static void walk(DelimitedRecords records, int threads, RecordSink sink)
      throws IOException, InterruptedException {
    RecordWalk walk = new RecordWalk(records, sink);
    walk.rest.push(records);
    walk.rest.drain(threads, "list", walk::some);
  }

  /** Takes some records, after it has left the rest to others. */
  private void some(DelimitedRecords waiting) throws IOException {
    List<DelimitedRecord> batch = waiting.next();
    if (!batch.isEmpty()) {
      rest.push(records);
      for (DelimitedRecord record : batch) {
        sink.take(record);
      }
    }
  }
}
