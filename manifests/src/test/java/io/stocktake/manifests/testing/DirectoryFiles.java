package io.stocktake.manifests.testing;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.IOConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory that stands for a folder of a bucket: as its objects, files are written whole, and
 * one request after the other.
 */
public final class DirectoryFiles implements ConditionalFiles {
  private final Path directory;
  private final IOConsumer<String> beforeRequest;

  /** A folder whose every request is made. */
  public DirectoryFiles(Path directory) {
    this(directory, request -> {});
  }

  /**
   * A folder.
   *
   * @param directory may not exist yet
   * @param beforeRequest is called before each request, with its kind and the file's name
   */
  public DirectoryFiles(Path directory, IOConsumer<String> beforeRequest) {
    this.directory = directory;
    this.beforeRequest = beforeRequest;
  }

  @Override
  public synchronized List<String> list() throws IOException {
    return listAll().stream().filter(name -> !name.contains("/")).toList();
  }

  @Override
  public synchronized List<String> listAll() throws IOException {
    beforeRequest.accept("list");
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public synchronized Optional<ETag> fetch(String name, Path into) throws IOException {
    beforeRequest.accept("fetch " + name);
    Optional<ETag> etag = etag(name);
    if (etag.isPresent()) {
      Files.copy(directory.resolve(name), into, StandardCopyOption.REPLACE_EXISTING);
    }
    return etag;
  }

  @Override
  public synchronized Optional<Seen> head(String name) throws IOException {
    beforeRequest.accept("head " + name);
    return etag(name).map(etag -> new Seen(etag, Duration.ZERO));
  }

  @Override
  public synchronized Optional<ETag> put(
      String name, Path from, long offset, long length, Optional<ETag> seen) throws IOException {
    beforeRequest.accept("put " + name);
    byte[] content =
        Arrays.copyOfRange(Files.readAllBytes(from), (int) offset, (int) (offset + length));
    ETag written = ETag.ofMd5(Digests.md5().digest(content));
    Optional<ETag> now = etag(name);
    if (!now.equals(seen)) {
      return now.filter(written::equals);
    }
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return Optional.of(written);
  }

  @Override
  public synchronized void delete(String name, ETag seen) throws IOException {
    beforeRequest.accept("delete " + name);
    if (etag(name).equals(Optional.of(seen))) {
      Files.delete(directory.resolve(name));
    }
  }

  @Override
  public String describe(String name) {
    return "kept://" + name;
  }

  private Optional<ETag> etag(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file)
        ? Optional.of(ETag.ofMd5(Digests.md5().digest(Files.readAllBytes(file))))
        : Optional.empty();
  }
}
