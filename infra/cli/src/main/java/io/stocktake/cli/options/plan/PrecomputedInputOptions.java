package io.stocktake.cli.options.plan;

import io.stocktake.planner.source.lists.InputList;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of precomputed inputs, which replace walking the source and reading its files. */
final class PrecomputedInputOptions {
  @Option(
      names = "--files-from",
      paramLabel = "FILE",
      description = {
        "Compare only these paths below SOURCE, one a line (- reads standard input). Directories"
            + " are not walked: list their files. Cannot be used with --delete."
      })
  private Path filesFrom;

  @Option(
      names = "--listing",
      paramLabel = "FILE",
      description = {
        "Use this listing instead of walking; made in SOURCE by",
        "  find . -type f -printf '%%P\\t%%s\\t%%T@\\n'",
        "(path, bytes and modification time in seconds, with tabs between; also gzipped). Files"
            + " below SOURCE are still read to compare contents. Cannot be used with --delete."
      })
  private Path listing;

  @Option(
      names = "--from0",
      description = "The paths of --files-from or --listing end in a NUL, not a newline.")
  private boolean from0;

  @Option(
      names = "--checksums",
      paramLabel = "FILE",
      description = {
        "Use these MD5s instead of reading files: the output of md5sum, run in SOURCE (also --tag,"
            + " also gzipped). A file modified later than FILE is read anyway; the MD5s of the"
            + " others are trusted, not verified."
      })
  private Path checksums;

  Optional<InputList> filesFrom() {
    return Optional.ofNullable(filesFrom).map(path -> new InputList(path, from0));
  }

  Optional<InputList> listing() {
    return Optional.ofNullable(listing).map(path -> new InputList(path, from0));
  }

  Optional<Path> checksums() {
    return Optional.ofNullable(checksums);
  }
}
