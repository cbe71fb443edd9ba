package io.stocktake.aws.faults;

import io.stocktake.aws.LabSession;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.seed.Seeder;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A bucket in a lab's directory, plans with every action for it, and another writer who changes and
 * removes some of its objects after they were made. Half of what is changed has the size it had, or
 * would get, for then the size alone does not tell whose it is.
 */
final class MixedPlan {
  static final int LARGE = 11 << 20;
  static final int PART = 5 << 20;
  static final TagSet TAGS = TagSet.parse("team=a");
  private static final int SIZE = 100;
  private static final int THEIR_SIZE = 77;
  private static final int BIG = 6 << 20;
  private static final String THEIRS = "theirs/";
  private static final String RULE = "set/ meta.origin=tree";

  private final Path base;
  private final Random random;
  private final Map<String, ObjectVersion> before = new HashMap<>();
  private final Map<String, Predicate<Optional<ObjectVersion>>> wanted = new HashMap<>();
  private final Map<String, Optional<ObjectVersion>> theirs = new HashMap<>();
  private List<PlanRow> rows = new ArrayList<>();

  /**
   * Objects to begin with.
   *
   * @param base of lab, source and plans
   * @param scale of 2 to 25 times as many objects of each sort
   */
  MixedPlan(Path base, Random random, int scale) throws IOException {
    this.base = base;
    this.random = random;
    try (Store store = open(base)) {
      store.create(LabSession.BUCKET);
      seed(store, "over/", 25 * scale, SIZE);
      seed(store, "tag/", 7 * scale, SIZE);
      seed(store, "from/", 4 * scale, SIZE);
      seed(store, "big/", 4, BIG);
      seed(store, "set/", 2 * scale, SIZE);
      seed(store, "gone/", 10 * scale, SIZE);
      store
          .bucket(LabSession.BUCKET)
          .entriesOf("")
          .forEachRemaining(e -> before.put(e.key(), e.current()));
    }
    for (int i = 0; i < 43 * scale; i++) {
      upload("new/%010d".formatted(i), random.nextInt(2000), Guard.absent());
    }
    for (int i = 0; i < 4; i++) {
      upload("large/%010d".formatted(i), LARGE, Guard.absent());
    }
    for (String key : before.keySet().stream().sorted().toList()) {
      change(key, before.get(key));
    }
  }

  /** All that is not a delete. */
  void writes() throws IOException {
    seal("writes", row -> row.action() != Action.DELETE);
  }

  void deletes() throws IOException {
    seal("deletes", row -> row.action() == Action.DELETE);
  }

  /** The other writer's part, who knows nothing of the lab that will run here. */
  void meddle(int each) throws IOException {
    try (Store store = open(base)) {
      Bucket bucket = store.bucket(LabSession.BUCKET);
      for (String prefix : List.of("new/", "over/", "tag/", "from/", "set/", "gone/", "to/from/")) {
        overwrite(store, prefix, each);
      }
      for (String prefix : List.of("over/", "tag/", "set/")) {
        for (int i = each; i < each + each / 2; i++) {
          String key = prefix + "%010d".formatted(i);
          bucket.delete(key, Optional.empty(), io.stocktake.lab.store.Guard.NONE);
          meddled(bucket, key);
        }
      }
      overwrite(store, "large/", 2);
      overwrite(store, "to/big/", 2);
    }
  }

  private void overwrite(Store store, String prefix, int count) throws IOException {
    Bucket bucket = store.bucket(LabSession.BUCKET);
    Map<String, Long> sizes = new HashMap<>();
    before.forEach((key, object) -> sizes.put(key, object.size()));
    rows.forEach(row -> sizes.put(row.key().value(), row.size()));
    for (int i = 0; i < count; i++) {
      String key = prefix + "%010d".formatted(i);
      long size = i % 2 == 0 || sizes.get(key) == 0 ? THEIR_SIZE : sizes.get(key);
      seed(store, THEIRS, 1, size);
      ObjectVersion object = bucket.current(THEIRS + "%010d".formatted(0)).orElseThrow();
      bucket.write(key, object, "", io.stocktake.lab.store.Guard.NONE);
      meddled(bucket, key);
    }
  }

  private void meddled(Bucket bucket, String key) {
    theirs.put(key, bucket.current(key));
  }

  /** Whether somebody else wrote the row's key, or the object it copies, after the plan. */
  boolean isTheirs(PlanRow row) {
    return theirs.containsKey(row.key().value())
        || row.copySource().filter(s -> theirs.containsKey(s.key().value())).isPresent();
  }

  /** The lab's directory and the plans as they are now; the source stays where it is. */
  void copyTo(Path other) throws IOException {
    for (String part : List.of("lab", "writes", "deletes")) {
      try (Stream<Path> tree = Files.walk(base.resolve(part))) {
        for (Path from : tree.toList()) {
          Files.copy(from, other.resolve(base.relativize(from)));
        }
      }
    }
  }

  static Store open(Path base) throws IOException {
    return Store.open(base.resolve("lab"), "us-east-1", Clock.systemUTC());
  }

  boolean isAsWanted(Bucket bucket, PlanRow row) {
    return wanted.get(row.key().value()).test(bucket.current(row.key().value()));
  }

  /** Whether a key holds what it did when the other writer had gone. */
  boolean isUntouched(Bucket bucket, PlanRow row) {
    String key = row.key().value();
    return bucket
        .current(key)
        .equals(theirs.getOrDefault(key, Optional.ofNullable(before.get(key))));
  }

  private void change(String key, ObjectVersion object) throws IOException {
    Guard guard = Guard.match(new ETag(object.etag()));
    switch (key.substring(0, key.indexOf('/'))) {
      case "over" -> upload(key, random.nextInt(2000), guard);
      case "tag" -> add(key, Action.ADD_TAGS, object, guard, o -> o.tags().equals(TAGS.tags()));
      case "set" ->
          add(
              key,
              Action.SET_PROPERTIES,
              object,
              guard,
              o -> "tree".equals(o.attributes().metadata().get("origin")));
      case "from", "big" -> copy(key, object);
      default -> {
        rows.add(row(Action.DELETE, Reason.ORPHAN, key, object.size(), guard, Optional.empty()));
        wanted.put(key, Optional::isEmpty);
      }
    }
  }

  private void add(
      String key, Action action, ObjectVersion object, Guard guard, Predicate<ObjectVersion> more) {
    rows.add(row(action, Reason.SAME, key, object.size(), guard, Optional.empty()));
    wanted.put(
        key, now -> now.filter(o -> o.etag().equals(object.etag())).filter(more).isPresent());
  }

  private void copy(String key, ObjectVersion object) {
    CopySource source =
        new CopySource(
            LabSession.BUCKET, new ObjectKey(key), new ETag(object.etag()), Optional.empty());
    String to = "to/" + key;
    rows.add(row(Action.COPY, Reason.NEW, to, object.size(), Guard.absent(), Optional.of(source)));
    wanted.put(
        to,
        now ->
            now.filter(o -> o.size() == object.size())
                .filter(o -> o.multipart() || o.etag().equals(object.etag()))
                .isPresent());
  }

  private void upload(String name, int size, Guard guard) throws IOException {
    byte[] content = new byte[size];
    random.nextBytes(content);
    Path file = base.resolve("source").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    rows.add(
        new PlanRow(
            Action.UPLOAD,
            guard.equals(Guard.absent()) ? Reason.NEW : Reason.CONTENT,
            new ObjectKey(name),
            name,
            size,
            Optional.of(Files.getLastModifiedTime(file).toInstant()),
            Optional.empty(),
            guard,
            Optional.empty()));
    String etag = etag(content);
    wanted.put(name, now -> now.filter(o -> o.etag().equals(etag)).isPresent());
  }

  private static String etag(byte[] content) {
    MessageDigest md5 = Digests.md5();
    if (content.length < LARGE) {
      return ETag.ofMd5(md5.digest(content)).value();
    }
    int parts = 0;
    MessageDigest whole = Digests.md5();
    for (int at = 0; at < content.length; at += PART, parts++) {
      whole.update(
          md5.digest(Arrays.copyOfRange(content, at, Math.min(at + PART, content.length))));
    }
    return ETag.ofParts(whole.digest(), parts).value();
  }

  private static PlanRow row(
      Action action,
      Reason reason,
      String key,
      long size,
      Guard guard,
      Optional<CopySource> source) {
    return new PlanRow(
        action,
        reason,
        new ObjectKey(key),
        "",
        size,
        Optional.empty(),
        Optional.empty(),
        guard,
        Optional.empty(),
        source,
        action == Action.ADD_TAGS ? TAGS : TagSet.EMPTY);
  }

  private static void seed(Store store, String prefix, int count, long size) throws IOException {
    new Seeder(store, Clock.systemUTC())
        .seed(new Seeding(LabSession.BUCKET, prefix, count).withSize(size));
  }

  private void seal(String name, Predicate<PlanRow> which) throws IOException {
    rows = rows.stream().sorted(PlanRow.ORDER).toList();
    try (PlanWriter writer = PlanWriter.create(base.resolve(name), true)) {
      for (PlanRow row : rows.stream().filter(which).toList()) {
        writer.row(row);
      }
      writer.seal(
          Plan.draft(
              Instant.EPOCH.toString(),
              "test",
              new Plan.Source(base.resolve("source").toString(), Plan.Coverage.COMPLETE),
              new Plan.Destination(LabSession.BUCKET, ""),
              new Plan.Inventory("live", Instant.EPOCH.toString(), "0".repeat(32), 0, 0, true),
              Map.of(Plan.PROPERTIES, RULE),
              new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
              List.of()));
    }
  }
}
