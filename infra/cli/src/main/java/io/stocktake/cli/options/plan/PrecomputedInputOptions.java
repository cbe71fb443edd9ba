package io.stocktake.cli.options.plan;

import io.stocktake.planner.source.lists.InputList;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Files that stand in for walking the source and for reading its files. */
final class PrecomputedInputOptions {
  @Option(
      names = "--files-from",
      paramLabel = "FILE",
      description = {
        "Look at these paths below SOURCE alone, one a line (- reads standard input). Directories"
            + " are not looked into: list their files. Does not go with --delete."
      })
  private Path filesFrom;

  @Option(
      names = "--listing",
      paramLabel = "FILE",
      description = {
        "Believe this listing instead of walking; made in SOURCE by",
        "  find . -type f -printf '%%P\\t%%s\\t%%T@\\n'",
        "(path, bytes and modification time in seconds, with tabs between; also gzipped). Files"
            + " below SOURCE are still read to compare contents. Does not go with --delete."
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
        "Believe these MD5s instead of reading files: the output of md5sum, run in SOURCE (also"
            + " --tag, also gzipped). A file modified later than FILE is read all the same; whether"
            + " the others are what they were is your word."
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
