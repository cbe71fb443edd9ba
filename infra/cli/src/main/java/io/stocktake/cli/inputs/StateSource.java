package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.state.RemoteStateCopy;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The state that {@code --state} names, on disk or in S3, with the resources to close. */
public final class StateSource implements Closeable {
  private final Optional<Path> directory;
  private final Path source;
  private final RemoteStateCopy copy;
  private final AwsSession session;

  private StateSource(
      Optional<Path> directory, Path source, RemoteStateCopy copy, AwsSession session) {
    this.directory = directory;
    this.source = source;
    this.copy = copy;
    this.session = session;
  }

  /**
   * Opens what {@code --state} names.
   *
   * @param state a directory, {@code s3://} and a prefix, or null
   * @param out the plan to be, beside which a state in S3 has its local copy
   */
  public static StateSource open(
      String state,
      Path source,
      S3Location destination,
      Path out,
      SessionFactory sessions,
      Screen screen)
      throws IOException {
    if (state == null || !S3Location.isS3(state)) {
      return new StateSource(Optional.ofNullable(state).map(Path::of), source, null, null);
    }
    S3Location folder = Checked.option("--state", () -> S3Location.parse(state)).asFolder();
    S3Location objects = destination.asFolder();
    if (folder.bucket().equals(objects.bucket()) && folder.prefix().startsWith(objects.prefix())) {
      throw StocktakeException.usage(
          "--state " + state + " is inside the destination; name a place elsewhere");
    }
    if (!Files.isDirectory(source)) {
      throw StocktakeException.usage("the source " + source + " is not a directory");
    }
    Path root = source.toRealPath();
    Path absolute = out.toAbsolutePath().normalize();
    Path local = absolute.resolveSibling(absolute.getFileName() + ".state");
    AwsSession session = sessions.open(SessionFactory.CONNECTIONS);
    try {
      RemoteStateCopy copy =
          RemoteStateCopy.open(session.files(folder), local, root, text -> screen.error(text));
      return new StateSource(Optional.of(local), root, copy, session);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  Optional<Path> directory() {
    return directory;
  }

  /** Sends what the plan has learnt, now that it is made. */
  void finish() throws IOException {
    if (copy != null) {
      copy.finish(source);
    }
  }

  @Override
  public void close() throws IOException {
    try (AwsSession open = session;
        RemoteStateCopy state = copy) {
      // closed in this order: the state is sent, then the session ends
    }
  }
}
