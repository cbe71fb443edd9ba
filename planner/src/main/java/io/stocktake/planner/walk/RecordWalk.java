package io.stocktake.planner.walk;

import io.stocktake.planner.lists.TextRecord;
import io.stocktake.planner.lists.TextRecords;
import java.io.IOException;
import java.util.List;

/** Takes the records of a list with several threads. */
final class RecordWalk {
  private final TextRecords records;
  private final RecordSink sink;
  private final DirectoryStack<TextRecords> rest = new DirectoryStack<>();

  /** Takes a record; called by several threads at once. */
  @FunctionalInterface
  interface RecordSink {
    void take(TextRecord record) throws IOException;
  }

  private RecordWalk(TextRecords records, RecordSink sink) {
    this.records = records;
    this.sink = sink;
  }

  static void walk(TextRecords records, int threads, RecordSink sink)
      throws IOException, InterruptedException {
    RecordWalk walk = new RecordWalk(records, sink);
    walk.rest.push(records);
    walk.rest.drain(threads, "list", walk::some);
  }

  /** Takes some records, after it has left the rest to others. */
  private void some(TextRecords waiting) throws IOException {
    List<TextRecord> batch = waiting.next();
    if (!batch.isEmpty()) {
      rest.push(records);
      for (TextRecord record : batch) {
        sink.take(record);
      }
    }
  }
}
