package io.stocktake.executor.snapshot;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.journal.status.JournalResults;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanCursor;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Joins the rows of a plan with their outcomes: which object each row that was done came to. */
final class RowObjects {
  private static final int ROWS_IN_MEMORY = 100_000;

  private RowObjects() {}

  /** What became of a row that was done. */
  private record Done(long ordinal, boolean found, String etag, String version) {
    static final Comparator<Done> ORDER = Comparator.comparingLong(Done::ordinal);

    static Done of(long ordinal, RowResult result) {
      return new Done(
          ordinal,
          result.outcome() == Outcome.ALREADY_DONE,
          result.etag().map(ETag::value).orElse(""),
          result.versionId().orElse(""));
    }
  }

  private static final ExternalSorter.Codec<Done> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, Done row) throws IOException {
          out.writeLong(row.ordinal());
          out.writeBoolean(row.found());
          out.writeUTF(row.etag());
          out.writeUTF(row.version());
        }

        @Override
        public Done read(DataInputStream in) throws IOException {
          return new Done(in.readLong(), in.readBoolean(), in.readUTF(), in.readUTF());
        }
      };

  /**
   * The objects of all parts of a plan.
   *
   * @param scratch a directory for temporary files
   */
  static ExternalSorter<KeyedObject> of(List<PlanBundle> parts, Path scratch) throws IOException {
    ExternalSorter<KeyedObject> objects =
        new ExternalSorter<>(
            scratch.resolve("objects"),
            KeyedObject.CODEC,
            KeyedObject.ORDER,
            ROWS_IN_MEMORY,
            ExternalSorter.FAN_IN);
    for (PlanBundle part : parts) {
      add(part, scratch.resolve("outcomes"), objects);
    }
    return objects;
  }

  private static void add(PlanBundle part, Path scratch, ExternalSorter<KeyedObject> objects)
      throws IOException {
    try (ExternalSorter<Done> outcomes =
        new ExternalSorter<>(scratch, CODEC, Done.ORDER, ROWS_IN_MEMORY, ExternalSorter.FAN_IN)) {
      JournalResults.read(
          part,
          (ordinal, result) -> {
            if (result.outcome() == Outcome.DONE || result.outcome() == Outcome.ALREADY_DONE) {
              outcomes.add(Done.of(ordinal, result));
            }
          });
      try (ExternalSorter<Done>.Cursor done = outcomes.cursor();
          PlanCursor rows = part.rows(0, part.rowCount())) {
        join(rows, done, objects);
      }
    }
  }

  private static void join(
      PlanCursor rows, ExternalSorter<Done>.Cursor done, ExternalSorter<KeyedObject> objects)
      throws IOException {
    while (done.hasNext() && rows.hasNext()) {
      long ordinal = rows.ordinal();
      PlanRow row = rows.next();
      Done last = null;
      while (done.hasNext() && done.peek().ordinal() == ordinal) {
        Done next = done.next();
        // A result without an ETag says less than one before it with.
        last = last == null || !next.etag().isEmpty() ? next : last;
      }
      Optional<CatalogueObject> object = last == null ? Optional.empty() : object(row, last);
      if (object.isPresent()) {
        objects.add(new KeyedObject(row.key().value(), row.path(), object.get()));
      }
    }
  }

  private static Optional<CatalogueObject> object(PlanRow row, Done done) {
    Optional<ETag> etag = Optional.of(done.etag()).filter(tag -> !tag.isEmpty()).map(ETag::new);
    Optional<String> version = Optional.of(done.version()).filter(id -> !id.isEmpty());
    return switch (row.action()) {
      case UPLOAD, COPY, SET_PROPERTIES ->
          etag.isPresent()
              ? etag.map(told -> new CatalogueObject(told, version, evidence(done)))
              : expected(row)
                  .map(tag -> new CatalogueObject(tag, version, ObjectEvidence.EXPECTED));
      case TAG, ADD_TAGS ->
          row.guard()
              .etag()
              .map(
                  seen ->
                      new CatalogueObject(
                          seen, version.or(row::versionId), ObjectEvidence.COMPARED));
      case DELETE_VERSION, DELETE, NONE -> Optional.empty();
    };
  }

  private static ObjectEvidence evidence(Done done) {
    return done.found() ? ObjectEvidence.FOUND : ObjectEvidence.WRITTEN;
  }

  /** The ETag of what a job copied: the content's MD5, if that of the source is one. */
  private static Optional<ETag> expected(PlanRow row) {
    return row.copySource()
        .map(CopySource::etag)
        .or(() -> row.guard().etag())
        .filter(etag -> etag.isDigest() && etag.parts() == 0);
  }
}
