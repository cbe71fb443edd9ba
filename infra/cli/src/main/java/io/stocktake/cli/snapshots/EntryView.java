package io.stocktake.cli.snapshots;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import java.util.Optional;

/**
 * An entry of a snapshot.
 *
 * @param mode in octal
 * @param object the object that holds it; null if none does
 */
record EntryView(
    String key,
    @JsonInclude(Include.NON_EMPTY) Optional<String> path,
    EntryKind kind,
    long size,
    String mode,
    long uid,
    long gid,
    String owner,
    String group,
    String mtime,
    @JsonInclude(Include.NON_EMPTY) Optional<String> linkTarget,
    @JsonUnwrapped HeldBy object) {

  /** The object that holds an entry. */
  record HeldBy(
      String etag,
      @JsonInclude(Include.NON_EMPTY) Optional<String> versionId,
      ObjectEvidence evidence) {
    private static HeldBy of(CatalogueObject object) {
      return new HeldBy(object.etag().value(), object.versionId(), object.evidence());
    }
  }

  /** An entry of the snapshot that has this id; of one that is known anyway it is left out. */
  record Found(
      @JsonInclude(Include.NON_EMPTY) Optional<String> snapshot, @JsonUnwrapped EntryView entry) {}

  /** An entry that differs between two snapshots; the mark says how. */
  record Differing(String mark, @JsonUnwrapped EntryView entry) {}

  /** An entry whose object is not there; {@code missing} says why that is known. */
  record Missing(String missing, @JsonUnwrapped EntryView entry) {}

  /** An entry. */
  static EntryView of(CatalogueRow row) {
    return new EntryView(
        row.key(),
        row.path().map(Bytes::toString),
        row.kind(),
        row.size(),
        Integer.toOctalString(row.attributes().mode()),
        row.attributes().uid(),
        row.attributes().gid(),
        row.attributes().owner(),
        row.attributes().group(),
        row.attributes().mtime().toString(),
        row.linkTarget().map(Bytes::toString),
        row.object().map(HeldBy::of).orElse(null));
  }

  /** Prints it for people, after the id of its snapshot. */
  static void print(Screen screen, Found view) {
    EntryView entry = view.entry();
    screen.line(
        "%s%06o %s:%s %10s %s  %s%s",
        view.snapshot().map(id -> id + "  ").orElse(""),
        Integer.parseUnsignedInt(entry.mode(), 8),
        name(entry.owner(), entry.uid()),
        name(entry.group(), entry.gid()),
        NumberFormat.bytes(entry.size()),
        entry.mtime(),
        Printable.of(entry.key()),
        entry.linkTarget().map(target -> " -> " + Printable.of(target)).orElse(""));
  }

  private static String name(String name, long id) {
    return name.isEmpty() ? Long.toString(id) : name;
  }
}
