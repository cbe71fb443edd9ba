package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.DeliveryFiles;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.planner.inventory.listing.ObjectList;
import io.stocktake.planner.inventory.reader.InventoryFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An inventory that a command names, opened, with the resources to close. */
public final class InventorySource implements Closeable {
  private final InventoryDelivery delivery;
  private final Closeable session;

  private InventorySource(InventoryDelivery delivery, Closeable session) {
    this.delivery = delivery;
    this.session = session;
  }

  /**
   * Opens the delivery that a URI names: {@code s3://} or a path, a manifest or its folder, or a
   * list of objects, which is made one for as long as this is open.
   *
   * @param bucket the bucket that a list of objects is of if it does not say so; may be empty
   */
  public static InventorySource open(String uri, String bucket, SessionFactory sessions)
      throws IOException {
    if (S3Location.isS3(uri)) {
      return inS3(uri, sessions);
    }
    Path path = Path.of(uri);
    return Files.isRegularFile(path) && InventoryFile.of(path) == InventoryFile.OBJECT_LIST
        ? converted(path, bucket)
        : onDisk(path);
  }

  private static InventorySource converted(Path list, String bucket) throws IOException {
    Path folder = Files.createTempDirectory("stocktake-listing-");
    try {
      Path manifest = ObjectList.convert(list, bucket, folder, ListingBuilder.ROWS_PER_FILE);
      return made(folder, manifest, list.toString());
    } catch (IOException | RuntimeException e) {
      FileTrees.delete(folder);
      throw e;
    }
  }

  private static InventorySource made(Path folder, Path manifest, String name) throws IOException {
    DeliveryFiles files = new Listed(new LocalDeliveryFiles(manifest.getParent()), name);
    return new InventorySource(
        InventoryDelivery.find(files, manifest.getFileName().toString()),
        () -> FileTrees.delete(folder));
  }

  /** Lists the bucket now, into a directory that lasts until this is closed. */
  public static InventorySource listed(
      Screen screen, boolean quiet, S3Location location, SessionFactory sessions)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("stocktake-listing-");
    try {
      Path manifest = ListingBuilder.build(screen, quiet, location.asFolder(), folder, sessions);
      return made(folder, manifest, "live listing of " + location);
    } catch (IOException | InterruptedException | RuntimeException e) {
      FileTrees.delete(folder);
      throw e;
    }
  }

  /** The files of a temporary listing: a plan should not remember their paths. */
  private record Listed(DeliveryFiles files, String name) implements DeliveryFiles {
    @Override
    public List<String> list(String prefix) throws IOException {
      return files.list(prefix);
    }

    @Override
    public InputStream open(String key) throws IOException {
      return files.open(key);
    }

    @Override
    public String describe(String key) {
      return name;
    }
  }

  public InventoryDelivery delivery() {
    return delivery;
  }

  @Override
  public void close() throws IOException {
    session.close();
  }

  private static InventorySource inS3(String uri, SessionFactory sessions) throws IOException {
    S3Location location =
        Checked.value(
            sentence -> "the inventory " + uri + ": " + sentence, () -> S3Location.parse(uri));
    InventoryFile.check(uri);
    AwsSession session = sessions.open(SessionFactory.CONNECTIONS);
    try {
      return new InventorySource(
          InventoryDelivery.find(session.deliveries(location.bucket()), location.prefix()),
          session::close);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static InventorySource onDisk(Path path) throws IOException {
    boolean manifest = path.toString().endsWith(".json") || Files.isRegularFile(path);
    Path folder = manifest ? path.toAbsolutePath().getParent() : path;
    String key = manifest ? path.getFileName().toString() : "";
    return new InventorySource(
        InventoryDelivery.find(new LocalDeliveryFiles(folder), key), () -> {});
  }
}
