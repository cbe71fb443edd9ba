package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same job against the lab and servers that are not ours; the differences are the probe's. */
class OtherStoresTest {
  private static final int LARGE = 11 << 20;
  private static final Set<String> OF_LAB = Set.of("keeps-versions");
  static final Set<String> OF_S3MOCK =
      Set.of(
          "keeps-versions",
          "copy-if-none-match",
          "copy-if-match",
          "tags",
          // Its answer about versions is not S3's.
          "list-versions",
          "delete-many-if-match",
          "put-tags",
          "upload-tags",
          "checksums");

  static final Set<String> OF_S3PROXY =
      Set.of(
          "keeps-versions",
          "complete-if-none-match",
          "complete-if-match",
          "copy-if-none-match",
          "copy-if-match",
          "delete-if-match",
          "delete-many-if-match",
          "tags",
          "put-tags",
          "upload-tags",
          // Its answer lacks IsTruncated, so nothing is concluded from it.
          "list-parts",
          "list-versions",
          "checksums");

  private static final String[] PROPERTIES = {
    "--property", "a/30 cache-control=no-store", "--update-properties"
  };

  @TempDir private Path temp;
  private String[] tagging = {"--tag", "a/20 on:same,new Team=media"};
  private OtherStore server;
  private Path source;

  @Test
  void theLabHoldsToAll() throws Exception {
    try (OtherStore lab = OtherStore.lab(Files.createDirectory(temp.resolve("server")))) {
      assertThat(probed(lab)).isEqualTo(OF_LAB);
      wholeJob(PROPERTIES);
      write("late", "late");
      server
          .program()
          .run("sync", source, "s3://photos", "--inventory", "live", "--out", temp.resolve("sync"))
          .expect(0);
      assertThat(head("late")).isPresent();
    }
  }

  @Test
  void s3MockHoldsToMost() throws Exception {
    try (OtherStore mock = OtherStore.s3Mock(Files.createDirectory(temp.resolve("server")))) {
      assertThat(probed(mock)).isEqualTo(OF_S3MOCK);
      wholeJob(PROPERTIES);
    }
  }

  @Test
  void s3ProxyHasNoTagsAndFewConditions() throws Exception {
    try (OtherStore proxy = OtherStore.s3Proxy(Files.createDirectory(temp.resolve("server")))) {
      assertThat(probed(proxy)).isEqualTo(OF_S3PROXY);
      tagging = new String[0];
      wholeJob();
    }
  }

  @Test
  void motoHoldsToLess() throws Exception {
    Optional<OtherStore> moto = OtherStore.moto(Files.createDirectory(temp.resolve("server")));
    assumeTrue(moto.isPresent(), "moto_server is not installed: moto is not tried");
    try (OtherStore started = moto.get()) {
      assertThat(probed(started)).contains("delete-many-if-match", "content-md5");
      wholeJob(PROPERTIES);
    }
  }

  /** What a store does not hold to, and that nothing stays of the probe. */
  private Set<String> probed(OtherStore of) throws Exception {
    server = of;
    source = Files.createDirectory(temp.resolve("source"));
    JsonNode found =
        new JsonMapper()
            .readTree(server.program().run("probe", "s3://photos/x", "--json").expect(0).out());
    Set<String> missing = new TreeSet<>();
    for (Map.Entry<String, JsonNode> finding : found.properties()) {
      if (!finding.getValue().asText().equals("held")) {
        missing.add(finding.getKey());
        System.out.println(server.endpoint() + " " + finding);
      }
    }
    assertThat(
            server
                .program()
                .run(
                    "plan",
                    source,
                    "s3://photos",
                    "--inventory",
                    "live",
                    "--delete",
                    "--max-delete",
                    "0",
                    "--out",
                    temp.resolve("none"))
                .expect(3)
                .out())
        .contains("0 objects");
    return missing;
  }

  private void wholeJob(String... properties) throws Exception {
    for (int i = 0; i < 40; i++) {
      write("a/" + i, "content " + i);
    }
    large("large");
    large("large-gone");
    apply(plan("first"), 0);
    assertSame("same-1");

    write("a/1", "CONTENT 1");
    write("a/2", "another content 2");
    Files.move(source.resolve("a/3"), source.resolve("moved-3"));
    Files.delete(source.resolve("a/4"));
    Files.delete(source.resolve("large-gone"));
    for (int i = 5; i < 10; i++) {
      write("a/" + i, "mine " + i);
    }
    patch("large");
    write("new", "new");
    Path second = plan("second", tagging);
    for (String key : List.of("a/5", "a/6", "new")) {
      put(key, "theirs");
    }
    apply(second, 3);
    for (String key : List.of("a/5", "a/6", "new")) {
      assertThat(head(key).orElseThrow().size()).as(key).isEqualTo("theirs".length());
    }
    assertThat(head("a/4")).as("nothing is deleted where rows drifted").isPresent();

    Path third = plan("third", properties);
    put("large-gone", "theirs");
    apply(third, 3);
    assertThat(head("large-gone").orElseThrow().size()).isEqualTo("theirs".length());
    assertThat(head("a/4")).isEmpty();

    apply(plan("fourth"), 0);
    assertSame("same-2");
    if (tagging.length > 0) {
      assertThat(tags("a/20")).isEqualTo(TagSet.parse("Team=media"));
    }
  }

  /** Refused where a guard is not heeded, and done with looks where that is allowed. */
  private void apply(Path plan, int exit) {
    Program.Run run = applied(plan);
    if (run.exit() == 4) {
      run.says("ignores").says("--compat no-conditional-");
      run =
          applied(plan, "--compat", "no-conditional-put,no-conditional-copy,no-conditional-delete");
      run.says("not guarded by the store");
    }
    run.expect(exit);
  }

  private Program.Run applied(Path plan, Object... more) {
    List<Object> command =
        new ArrayList<>(
            List.of("apply", plan, "--multipart-threshold", "6Mi", "--part-size", "5Mi"));
    command.addAll(List.of("--delta", temp.resolve("signatures")));
    command.addAll(List.of(more));
    return server.program().run(command.toArray());
  }

  private Path plan(String name, String... more) {
    Path plan = temp.resolve(name);
    List<Object> command =
        new ArrayList<>(List.of("plan", source, "s3://photos", "--inventory", "live", "--delete"));
    command.addAll(List.of("--part-size", "5Mi", "--cannot-tell", "upload", "--out", plan));
    command.addAll(List.of(more));
    server.program().run(command.toArray()).expect(0);
    return plan;
  }

  /** But for the file whose object was put together of unequal parts. */
  private void assertSame(String name) {
    server
        .program()
        .run(
            "plan",
            source,
            "s3://photos",
            "--inventory",
            "live",
            "--delete",
            "--part-size",
            "5Mi",
            "--exclude",
            "/large",
            "--exit-code",
            "--out",
            temp.resolve(name))
        .expect(0);
  }

  private Optional<StoredObject> head(String key) throws IOException {
    return asked(store -> store.head(new ObjectKey(key)).join());
  }

  private TagSet tags(String key) throws IOException {
    return asked(store -> store.tags(new ObjectKey(key), Optional.empty()).join());
  }

  private void put(String key, String content) throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    asked(
        store ->
            store
                .put(
                    new ObjectKey(key),
                    ByteBuffer.wrap(bytes),
                    Digests.md5().digest(bytes),
                    ObjectHeaders.named(key),
                    Guard.none())
                .join());
  }

  private interface Question<T> {
    T ask(ObjectStore store);
  }

  private <T> T asked(Question<T> question) throws IOException {
    AwsSettings settings =
        AwsSettings.none().withEndpoint(server.endpoint()).withRegion("us-east-1");
    try (AwsSession session = AwsSession.open(settings, 2)) {
      return question.ask(session.store("photos"));
    }
  }

  private void large(String name) throws IOException {
    byte[] content = new byte[LARGE];
    new Random(name.hashCode()).nextBytes(content);
    Files.write(source.resolve(name), content);
  }

  private void patch(String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(source.resolve(name).toFile(), "rw")) {
      file.seek(LARGE / 2);
      file.write("patched".getBytes(UTF_8));
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = source.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
