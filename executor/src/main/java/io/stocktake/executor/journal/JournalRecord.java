package io.stocktake.executor.journal;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.ProvenContent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One record of a journal, as the fields of one line. */
public sealed interface JournalRecord {
  /** The only format so far. */
  String FORMAT = "stocktake-journal/1";

  /** Ends the line of a row that was found done after an answer to it was lost. */
  String PERHAPS_OURS = "perhaps-ours";

  /** The first record of every journal: the plan it belongs to. */
  record Opened(String digest, long rows) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of("plan", FORMAT, digest, Long.toString(rows));
    }
  }

  /** A request of this row may leave from now on. */
  record Intent(long ordinal) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of("intent", Long.toString(ordinal));
    }
  }

  /** The row has this multipart upload open, or none, until it is done. */
  record Upload(long ordinal, String uploadId, long partSize, String stamp)
      implements JournalRecord {
    /** The row has no upload. */
    static Upload none(long ordinal) {
      return new Upload(ordinal, "", 0, "");
    }

    boolean isNone() {
      return uploadId.isEmpty();
    }

    @Override
    public List<String> fields() {
      return List.of("upload", Long.toString(ordinal), uploadId, Long.toString(partSize), stamp);
    }
  }

  /** The store has this part of the row's open upload. */
  record Part(long ordinal, int number, UploadedPart part) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of(
          "part",
          Long.toString(ordinal),
          Integer.toString(number),
          part.digest().value(),
          part.answer().value());
    }
  }

  /** The row's object got an ETag that hides its content, which has another. */
  record Hidden(long ordinal, String key, ETag given, ETag sent) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of("hidden", Long.toString(ordinal), key, given.value(), sent.value());
    }
  }

  /**
   * From now on a request of the row may leave that encrypts its file to an object of this ETag.
   * Without it nobody would know the object again, for the next encryption has another.
   *
   * @param content the MD5 of the file itself
   * @param stamp which state of which file it was; empty if nobody could say
   */
  record Encrypted(long ordinal, String key, ETag etag, ETag content, String stamp)
      implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of(
          "encrypted", Long.toString(ordinal), key, etag.value(), content.value(), stamp);
    }
  }

  /** The content that the row restores, proven; it is written down before the file has its name. */
  record Content(long ordinal, ProvenContent content) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of(
          "content",
          Long.toString(ordinal),
          content.algorithm().code(),
          content.base64(),
          Long.toString(content.partSize()));
    }
  }

  /** The outcome of the row; the key is named where the row did not go as planned. */
  record Ended(long ordinal, RowResult result, String key) implements JournalRecord {
    @Override
    public List<String> fields() {
      List<String> fields =
          List.of(
              "outcome",
              Long.toString(ordinal),
              result.outcome().code(),
              result.etag().map(ETag::value).orElse(""),
              result.versionId().orElse(""),
              result.detail(),
              key);
      return result.perhapsOurs()
          ? Stream.concat(fields.stream(), Stream.of(PERHAPS_OURS)).toList()
          : fields;
    }

    private static Ended of(List<String> fields) {
      RowResult told =
          new RowResult(
              CodedEnum.parse(Outcome.class, fields.get(2)),
              present(fields.get(3)).map(ETag::new),
              present(fields.get(4)),
              fields.get(5));
      boolean perhapsOurs = fields.size() > 7 && fields.get(7).equals(PERHAPS_OURS);
      return new Ended(
          Long.parseLong(fields.get(1)), perhapsOurs ? told.inDoubt() : told, fields.get(6));
    }
  }

  /** What became of the plan that takes back all that the records before this one did. */
  record Undone(UndoRecord mark) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of("undo", mark.step().code(), mark.name());
    }
  }

  /** The snapshot that was sealed of all that the records before this one did. */
  record Snapshotted(SnapshotRecord mark) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of(
          "snapshot", mark.id(), Long.toString(mark.notStored()), Long.toString(mark.done()));
    }
  }

  /** A step of a job that does many rows at once. */
  record Batch(JobCheckpoint mark) implements JournalRecord {
    @Override
    public List<String> fields() {
      return List.of(
          "job",
          Integer.toString(mark.number()),
          Integer.toString(mark.attempt()),
          mark.step().code(),
          mark.id(),
          mark.detail());
    }
  }

  /** The fields of the record's line. */
  List<String> fields();

  /**
   * Reads what {@link #fields} gave.
   *
   * @throws IllegalArgumentException if it is no record
   */
  static JournalRecord of(List<String> fields) {
    String kind = fields.get(0) + "/" + fields.size();
    return switch (kind) {
      case "plan/4" -> opened(fields);
      case "intent/2" -> new Intent(Long.parseLong(fields.get(1)));
      case "upload/5" ->
          new Upload(
              Long.parseLong(fields.get(1)),
              fields.get(2),
              Long.parseLong(fields.get(3)),
              fields.get(4));
      // Of before parts were noted: nothing can go on with it.
      case "upload/3" -> new Upload(Long.parseLong(fields.get(1)), fields.get(2), -1, "");
      case "part/5" ->
          new Part(
              Long.parseLong(fields.get(1)),
              Integer.parseInt(fields.get(2)),
              new UploadedPart(new ETag(fields.get(3)), new ETag(fields.get(4))));
      case "outcome/7", "outcome/8" -> Ended.of(fields);
      case "undo/3" ->
          new Undone(
              new UndoRecord(CodedEnum.parse(UndoRecord.Step.class, fields.get(1)), fields.get(2)));
      case "snapshot/4" ->
          new Snapshotted(
              new SnapshotRecord(
                  fields.get(1), Long.parseLong(fields.get(2)), Long.parseLong(fields.get(3))));
      case "hidden/5" ->
          new Hidden(
              Long.parseLong(fields.get(1)),
              fields.get(2),
              new ETag(fields.get(3)),
              new ETag(fields.get(4)));
      case "encrypted/6" ->
          new Encrypted(
              Long.parseLong(fields.get(1)),
              fields.get(2),
              new ETag(fields.get(3)),
              new ETag(fields.get(4)),
              fields.get(5));
      case "content/5" ->
          new Content(
              Long.parseLong(fields.get(1)),
              new ProvenContent(
                  CodedEnum.parse(Algorithm.class, fields.get(2)),
                  fields.get(3),
                  Long.parseLong(fields.get(4))));
      case "job/6" ->
          new Batch(
              new JobCheckpoint(
                  Integer.parseInt(fields.get(1)),
                  Integer.parseInt(fields.get(2)),
                  CodedEnum.parse(JobCheckpoint.Step.class, fields.get(3)),
                  fields.get(4),
                  fields.get(5)));
      default -> throw new IllegalArgumentException("not a journal record: " + kind);
    };
  }

  private static Opened opened(List<String> fields) {
    if (!fields.get(1).equals(FORMAT)) {
      throw new IllegalArgumentException("not a journal this version understands");
    }
    return new Opened(fields.get(2), Long.parseLong(fields.get(3)));
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(Predicate.not(String::isEmpty));
  }
}
