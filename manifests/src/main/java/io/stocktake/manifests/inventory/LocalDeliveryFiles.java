package io.stocktake.manifests.inventory;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A delivery mirrored into a local directory, for instance by {@code aws s3 sync}. Manifests name
 * data files by their full key in the delivery bucket, of which a mirror holds only the end, below
 * the manifest's directory or one above it; so a key is searched for there, longest ending first.
 */
public final class LocalDeliveryFiles implements DeliveryFiles {
  private final Path base;

  /** Files below or beside {@code base}, a directory. */
  public LocalDeliveryFiles(Path base) {
    this.base = base.toAbsolutePath().normalize();
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    try (Stream<Path> children = Files.list(base.resolve(prefix))) {
      return children
          .map(child -> child.getFileName() + (Files.isDirectory(child) ? "/" : ""))
          .sorted()
          .toList();
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    return Files.newInputStream(
        find(key).orElseThrow(() -> new FileNotFoundException(describe(key))));
  }

  @Override
  public String describe(String key) {
    return find(key).orElse(base.resolve(key)).toString();
  }

  private Optional<Path> find(String key) {
    Path name = Path.of("/" + key).normalize();
    return IntStream.range(0, name.getNameCount())
        .mapToObj(from -> name.subpath(from, name.getNameCount()))
        .flatMap(ending -> ancestors().map(folder -> folder.resolve(ending)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private Stream<Path> ancestors() {
    return Stream.iterate(base, folder -> folder != null, Path::getParent);
  }
}
