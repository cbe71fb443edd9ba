package io.stocktake.lab.manifest;

import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.objects.Versions;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.content.Body;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Fetches manifests from the store and reads them as a stream. */
public final class ManifestReader {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1F;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Store store;

  /** Reads from a store. */
  public ManifestReader(Store store) {
    this.store = store;
  }

  /**
   * Hands over the tasks of a manifest, in its order.
   *
   * @param role the job's role, which must have the right to read it
   * @throws ManifestException if it is not there, has changed, or is not as it must be
   */
  public void read(ManifestSource source, Caller role, TaskSink sink)
      throws IOException, ManifestException {
    ObjectVersion version = find(role, source.bucket(), source.key(), source.versionId());
    if (!version.etag().equals(source.etag())) {
      throw ManifestException.forbidden(
          "the ETag of the manifest is not the one that the job was created with");
    }
    if (source.inventory()) {
      readInventory(version, role, sink);
    } else {
      readList(version, source.fields(), sink);
    }
  }

  /** What the role may not see and what is not there look the same to a job. */
  private ObjectVersion find(Caller role, String bucket, String key, Optional<String> versionId)
      throws ManifestException {
    try {
      String action = versionId.isEmpty() ? "GetObject" : "GetObjectVersion";
      role.require(Right.onObject(action, bucket, key));
      Bucket home = store.bucket(bucket);
      return Versions.find(home, key, versionId);
    } catch (S3Exception e) {
      throw ManifestException.forbidden("AccessDenied");
    }
  }

  private InputStream open(ObjectVersion version) throws IOException {
    Body body = new Body(store.blobs(), version.parts(), 0, version.size());
    return new BufferedInputStream(body.stream(), BUFFER);
  }

  private void readList(ObjectVersion version, List<String> fields, TaskSink sink)
      throws IOException, ManifestException {
    if (!version.attributes().encryption().algorithm().equals("AES256")) {
      throw ManifestException.forbidden("a CSV manifest must not be encrypted by SSE-KMS");
    }
    RowChecks checks = new RowChecks(fields, sink);
    try (InputStream in = open(version)) {
      in.mark(1);
      if (in.read() == GZIP_MAGIC) {
        throw ManifestException.invalid("The manifest is compressed");
      }
      in.reset();
      readRows(in, checks);
    }
    checks.end();
  }

  private static void readRows(InputStream in, RowChecks checks)
      throws IOException, ManifestException {
    try {
      Reader text =
          new BufferedReader(
              new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), BUFFER);
      text.mark(1);
      if (text.read() == BYTE_ORDER_MARK) {
        throw ManifestException.invalid("The manifest starts with a byte order mark");
      }
      text.reset();
      CsvRows rows = new CsvRows(text);
      for (List<String> row = rows.next(); row != null; row = rows.next()) {
        checks.accept(row);
      }
    } catch (CharacterCodingException e) {
      throw ManifestException.invalid("The manifest is not UTF-8");
    }
  }

  private void readInventory(ObjectVersion version, Caller role, TaskSink sink)
      throws IOException, ManifestException {
    InventoryManifest manifest = InventoryManifest.parse(text(version));
    RowChecks checks = new RowChecks(manifest.schema(), sink);
    for (InventoryManifest.File file : manifest.files()) {
      ObjectVersion data = find(role, manifest.bucket(), file.key(), Optional.empty());
      if (!data.etag().equals(file.md5()) && data.attributes().encryption().etagIsMd5()) {
        throw ManifestException.invalid("The MD5 of a data file differs: " + file.key());
      }
      readGzip(data, file.key(), checks);
    }
    checks.end();
  }

  private void readGzip(ObjectVersion data, String key, RowChecks checks)
      throws IOException, ManifestException {
    try (InputStream in = new GZIPInputStream(open(data), BUFFER)) {
      readRows(in, checks);
    } catch (ZipException | EOFException e) {
      throw ManifestException.invalid("A data file is not gzip, or is cut off: " + key);
    }
  }

  private String text(ObjectVersion version) throws IOException, ManifestException {
    try (InputStream in = open(version)) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw ManifestException.invalid("The manifest is not UTF-8");
    }
  }
}
