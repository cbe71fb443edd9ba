package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.screen.Screen;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.state.SharedState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is remembered of files, on disk or in S3; where it is in S3, with what must be closed. */
final class OpenedState implements Closeable {
  private final Optional<Path> directory;
  private final Path source;
  private final SharedState shared;
  private final AwsSession session;

  private OpenedState(
      Optional<Path> directory, Path source, SharedState shared, AwsSession session) {
    this.directory = directory;
    this.source = source;
    this.shared = shared;
    this.session = session;
  }

  /**
   * Opens what {@code --state} names.
   *
   * @param state a directory, {@code s3://} and a prefix, or null
   * @param out the plan to be, beside which a state in S3 has its local copy
   */
  static OpenedState open(
      String state,
      Path source,
      S3Location destination,
      Path out,
      SessionFactory sessions,
      Screen screen)
      throws IOException {
    if (state == null || !S3Location.isS3(state)) {
      return new OpenedState(Optional.ofNullable(state).map(Path::of), source, null, null);
    }
    S3Location folder = location(state).asFolder();
    S3Location objects = destination.asFolder();
    if (folder.bucket().equals(objects.bucket()) && folder.prefix().startsWith(objects.prefix())) {
      throw StocktakeException.usage(
          "--state " + state + " lies inside the destination; name a place elsewhere");
    }
    if (!Files.isDirectory(source)) {
      throw StocktakeException.usage("the source " + source + " is not a directory");
    }
    Path root = source.toRealPath();
    Path absolute = out.toAbsolutePath().normalize();
    Path local = absolute.resolveSibling(absolute.getFileName() + ".state");
    AwsSession session = sessions.open(SessionFactory.CONNECTIONS);
    try {
      SharedState shared =
          SharedState.open(session.files(folder), local, root, text -> screen.error(text));
      return new OpenedState(Optional.of(local), root, shared, session);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static S3Location location(String state) throws StocktakeException {
    try {
      return S3Location.parse(state);
    } catch (IllegalArgumentException e) {
      throw StocktakeException.usage("--state: " + e.getMessage());
    }
  }

  Optional<Path> directory() {
    return directory;
  }

  /** Sends what the plan has learnt, now that it is made. */
  void finish() throws IOException {
    if (shared != null) {
      shared.finish(source);
    }
  }

  @Override
  public void close() throws IOException {
    try (AwsSession open = session;
        SharedState state = shared) {
      // closed in this order: the state is sent, then the session ends
    }
  }
}
