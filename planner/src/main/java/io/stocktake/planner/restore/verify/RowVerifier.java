package io.stocktake.planner.restore.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.content.ContentDigest;
import io.stocktake.manifests.content.ProvenContent;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.source.SourceRoot;
import io.stocktake.planner.restore.resolve.AttributeComparison;
import io.stocktake.planner.verify.VerificationFinding;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Compares what the target has at one path with what a row of a restore plan says shall be there.
 * No symbolic link is followed. Used by any number of threads.
 */
final class RowVerifier implements Closeable {
  private static final int BUFFER = 128 * 1024;

  private final Path target;
  private final SourceRoot root;
  private final AttributeComparison attributes;

  RowVerifier(Path target) throws IOException {
    this.target = target;
    this.root = SourceRoot.of(target);
    this.attributes = new AttributeComparison(target);
  }

  /**
   * The finding for a row.
   *
   * @param restored what proved the content that a run of the plan restored, if any did
   */
  VerificationFinding verify(RestoreRow row, Optional<ProvenContent> restored) {
    try {
      Optional<BasicFileAttributes> found = found(row.path());
      return switch (row.action()) {
        case REMOVE, REMOVE_DIRECTORY -> removed(row, found);
        case MAKE_DIRECTORY -> present(row, found, this::directory);
        case LINK -> present(row, found, this::link);
        case FETCH, SET_ATTRIBUTES, HARD_LINK ->
            present(
                row,
                found,
                (same, there) -> isLink(row) ? link(same, there) : file(row, there, restored));
        case NONE -> throw new IllegalArgumentException("nothing is planned for " + row.path());
      };
    } catch (IOException e) {
      return finding(row, Kind.UNREAD, SystemErrors.reason(e));
    }
  }

  /** What is to be where something is. */
  @FunctionalInterface
  private interface Check {
    VerificationFinding of(RestoreRow row, BasicFileAttributes found) throws IOException;
  }

  private Optional<BasicFileAttributes> found(String path) throws IOException {
    try {
      return Optional.of(
          path.equals(RestoreRow.ROOT)
              ? Files.readAttributes(target, BasicFileAttributes.class)
              : root.attributes(target.resolve(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static VerificationFinding removed(RestoreRow row, Optional<BasicFileAttributes> found) {
    return found.isEmpty()
        ? finding(row, Kind.SAME, "removed")
        : finding(row, Kind.DIFFERS, "it was to be removed, and something is there");
  }

  private VerificationFinding present(
      RestoreRow row, Optional<BasicFileAttributes> found, Check check) throws IOException {
    if (found.isEmpty()) {
      return finding(row, Kind.ONLY_THERE, "nothing is there");
    }
    VerificationFinding finding = check.of(row, found.get());
    return finding.kind() == Kind.SAME && !hasAttributes(row)
        ? finding(row, Kind.DIFFERS, "its content is right, and its attributes are not")
        : finding;
  }

  private boolean hasAttributes(RestoreRow row) throws IOException {
    Optional<RestoreEntry> entry = row.entry();
    return entry.isEmpty() || attributes.isSame(row.path(), entry.get().attributes());
  }

  private VerificationFinding directory(RestoreRow row, BasicFileAttributes found) {
    return found.isDirectory()
        ? finding(row, Kind.SAME, "as a directory")
        : finding(row, Kind.DIFFERS, "it is no directory");
  }

  private static boolean isLink(RestoreRow row) {
    return row.entry().filter(RestoreEntry::isSymbolicLink).isPresent();
  }

  private VerificationFinding link(RestoreRow row, BasicFileAttributes found) throws IOException {
    if (!found.isSymbolicLink()) {
      return finding(row, Kind.DIFFERS, "it is no symbolic link");
    }
    String text = Files.readSymbolicLink(target.resolve(row.path())).toString();
    Optional<String> known = row.entry().flatMap(RestoreEntry::link);
    if (known.isPresent()) {
      return decided(row, known.get().equals(text), "by the target of the link");
    }
    Optional<ProvenContent> etag = row.object().flatMap(o -> ProvenContent.ofETag(o.etag()));
    boolean same = etag.filter(proof -> isOf(proof, text.getBytes(UTF_8))).isPresent();
    return same ? finding(row, Kind.SAME, "by its ETag") : unproven(row);
  }

  private static boolean isOf(ProvenContent proof, byte[] content) {
    ContentDigest digest = proof.digest(content.length);
    digest.update(content, 0, content.length);
    return proof.isOf(digest);
  }

  private VerificationFinding file(
      RestoreRow row, BasicFileAttributes found, Optional<ProvenContent> restored)
      throws IOException {
    if (!found.isRegularFile()) {
      return finding(row, Kind.DIFFERS, "it is no file");
    }
    if (found.size() != row.size()) {
      return finding(
          row, Kind.DIFFERS, "it has " + found.size() + " bytes, planned are " + row.size());
    }
    Optional<String> other = row.entry().flatMap(RestoreEntry::hardLink);
    if (other.isPresent() && !isSameFile(found, other.get())) {
      return finding(row, Kind.DIFFERS, "it is not the file that " + other.get() + " is");
    }
    if (restored.isPresent()) {
      return decided(row, holds(row, restored.get()), "by the digest that restored it");
    }
    // Encryption may hide the content in an ETag that looks like an MD5.
    Optional<ProvenContent> etag = row.object().flatMap(o -> ProvenContent.ofETag(o.etag()));
    return etag.isPresent() && holds(row, etag.get())
        ? finding(row, Kind.SAME, "by its ETag")
        : unproven(row);
  }

  private boolean isSameFile(BasicFileAttributes found, String other) throws IOException {
    Object key = found.fileKey();
    return key == null || found(other).filter(file -> key.equals(file.fileKey())).isPresent();
  }

  private boolean holds(RestoreRow row, ProvenContent proof) throws IOException {
    ContentDigest digest = proof.digest(row.size());
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(1, row.size())));
    try (FileChannel file = root.open(target.resolve(row.path()))) {
      while (file.read(buffer) >= 0) {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    }
    return proof.isOf(digest);
  }

  private static VerificationFinding decided(RestoreRow row, boolean same, String by) {
    return finding(row, same ? Kind.SAME : Kind.DIFFERS, by);
  }

  private static VerificationFinding unproven(RestoreRow row) {
    return finding(
        row,
        Kind.CANNOT_TELL,
        "its size is right, and no digest of its content is known: a new restore plan compares it");
  }

  private static VerificationFinding finding(RestoreRow row, Kind kind, String why) {
    return VerificationFinding.of(kind, row.path(), why);
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
