package io.stocktake.executor.journal.status;

import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.JournalReader;
import io.stocktake.executor.journal.JournalRecord.Content;
import io.stocktake.executor.journal.JournalRecord.Ended;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.ProvenContent;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * What the journal of a restore knows of the content that its rows restored, in the order of the
 * plan and in constant memory.
 */
public final class RestoredContents implements Closeable {
  private static final int ROWS_IN_MEMORY = 100_000;

  private static final Comparator<Known> ORDER = Comparator.comparingLong(Known::ordinal);

  /** A row, and what proved its content. */
  private record Known(long ordinal, ProvenContent content) {}

  private final ExternalSorter<Known> sorter;
  private final ExternalSorter<Known>.Cursor cursor;

  private RestoredContents(ExternalSorter<Known> sorter) throws IOException {
    this.sorter = sorter;
    this.cursor = sorter.cursor();
  }

  /**
   * Reads a journal, up to what an interrupted run was writing; a plan without one knows nothing.
   *
   * @param scratch a directory for temporary files
   */
  public static RestoredContents read(RestoreBundle bundle, Path scratch) throws IOException {
    ExternalSorter<Known> sorter =
        new ExternalSorter<>(
            scratch.resolve("contents"), new Codec(), ORDER, ROWS_IN_MEMORY, ExternalSorter.FAN_IN);
    try {
      Path file = bundle.directory().resolve(Journal.FILE);
      if (Files.exists(file)) {
        JournalReader.read(
            file,
            record -> {
              Optional<Known> known = known(record);
              if (known.isPresent()) {
                sorter.add(known.get());
              }
            });
      }
      return new RestoredContents(sorter);
    } catch (IOException | RuntimeException e) {
      sorter.close();
      throw e;
    }
  }

  private static Optional<Known> known(Object record) {
    if (record instanceof Content content) {
      return Optional.of(new Known(content.ordinal(), content.content()));
    }
    return record instanceof Ended ended
        ? ended
            .result()
            .etag()
            .flatMap(ProvenContent::ofETag)
            .map(proof -> new Known(ended.ordinal(), proof))
        : Optional.empty();
  }

  /**
   * What proved the content of a row, if anything did.
   *
   * @param ordinal the row's number in the plan; greater than that of the call before
   */
  public Optional<ProvenContent> of(long ordinal) throws IOException {
    Optional<ProvenContent> last = Optional.empty();
    while (cursor.hasNext() && cursor.peek().ordinal() <= ordinal) {
      Known known = cursor.next();
      if (known.ordinal() == ordinal) {
        last = Optional.of(known.content());
      }
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    try (sorter) {
      cursor.close();
    }
  }

  private static final class Codec implements ExternalSorter.Codec<Known> {
    @Override
    public void write(DataOutputStream out, Known row) throws IOException {
      out.writeLong(row.ordinal());
      out.writeUTF(row.content().algorithm().code());
      out.writeUTF(row.content().base64());
      out.writeLong(row.content().partSize());
    }

    @Override
    public Known read(DataInputStream in) throws IOException {
      return new Known(
          in.readLong(),
          new ProvenContent(
              CodedEnum.parse(Algorithm.class, in.readUTF()), in.readUTF(), in.readLong()));
    }
  }
}
