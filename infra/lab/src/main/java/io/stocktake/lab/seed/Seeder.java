package io.stocktake.lab.seed;

import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.objects.ObjectHeaders;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.store.content.SyntheticBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates objects directly in the store. Like S3's older objects they have no additional checksum,
 * and no headers but those every object has, which keeps them small in memory.
 */
public final class Seeder {
  private static final long SINGLE = 5L << 30;
  private static final long FAKE_PART = 1L << 30;
  private static final int MAX_FAKE_PARTS = 1000;
  private static final int BUFFER = 1 << 16;

  private final Store store;
  private final Clock clock;

  /** Creates objects in a store. */
  public Seeder(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Creates the objects, in place of those that have their keys. */
  public void seed(Seeding seeding) throws IOException {
    Bucket bucket = store.bucket(seeding.bucket());
    if (!ObjectHeaders.STORAGE_CLASSES.contains(seeding.storageClass())) {
      throw new S3Exception(S3Error.INVALID_STORAGE_CLASS);
    }
    for (long i = 0; i < seeding.count(); i++) {
      String key = seeding.key(i);
      List<Part> parts = seeding.fakeSize() < 0 ? real(key, seeding.size()) : fake(key, seeding);
      bucket.write(key, draft(parts, seeding.storageClass()), "", Guard.NONE);
    }
  }

  private ObjectVersion draft(List<Part> parts, String storageClass) {
    String etag = parts.size() > 1 ? multipartEtag(parts) : parts.get(0).md5();
    return new ObjectVersion(
        ObjectVersion.NULL_ID,
        false,
        clock.instant().getEpochSecond(),
        etag,
        parts.size() > 1 ? parts : List.of(withoutMd5(parts.get(0))),
        Optional.empty(),
        new Attributes(storageClass, Encryption.SSE_S3, Map.of(), Map.of()),
        Map.of(),
        Map.of());
  }

  /** The ETag of one part says it. */
  private static Part withoutMd5(Part part) {
    return new Part(1, part.size(), part.blob(), "", "");
  }

  private static String multipartEtag(List<Part> parts) {
    Digest md5 = Digest.of("MD5");
    for (Part part : parts) {
      md5.update(HexFormat.of().parseHex(part.md5()), 0, part.md5().length() / 2);
    }
    return HexFormat.of().formatHex(md5.finish()) + "-" + parts.size();
  }

  private static List<Part> real(String key, long size) throws IOException {
    long blob = size == 0 ? 0 : SyntheticBytes.idFor(key);
    Digest md5 = Digest.of("MD5");
    byte[] buffer = new byte[(int) Math.min(BUFFER, size)];
    try (InputStream in = size == 0 ? InputStream.nullInputStream() : SyntheticBytes.open(blob)) {
      for (long left = size; left > 0; ) {
        int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        md5.update(buffer, 0, n);
        left -= n;
      }
    }
    return List.of(new Part(1, size, blob, HexFormat.of().formatHex(md5.finish()), ""));
  }

  /** Beyond what one PUT takes, the object looks like one of a multipart upload. */
  private static List<Part> fake(String key, Seeding seeding) {
    long size = seeding.fakeSize();
    long partSize = size <= SINGLE ? size : Math.max(FAKE_PART, (size - 1) / MAX_FAKE_PARTS + 1);
    List<Part> parts = new ArrayList<>();
    for (long at = 0; at == 0 || at < size; at += Math.max(1, partSize)) {
      int number = parts.size() + 1;
      byte[] seed = (key + " " + number).getBytes(StandardCharsets.UTF_8);
      String md5 = HexFormat.of().formatHex(Digest.message("MD5").digest(seed));
      parts.add(new Part(number, Math.min(partSize, size - at), SyntheticBytes.FAKE, md5, ""));
    }
    return parts;
  }
}
