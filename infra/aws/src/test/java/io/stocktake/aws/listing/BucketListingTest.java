package io.stocktake.aws.listing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.LabSession;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BucketListingTest {
  private LabSession lab;

  @BeforeEach
  void start() throws IOException {
    lab = LabSession.start();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  @Test
  void listsAFlatBucketByManyRequests() throws IOException {
    Set<String> keys = new TreeSet<>();
    for (int i = 0; i < 4_000; i++) {
      keys.add(String.format("img%08d.jpg", i * 7));
    }
    fill(keys);

    lab.resetRequestCounts();
    assertThat(list("", 8)).containsExactlyElementsOf(keys);
    assertThat(lab.requestCounts().get("ListObjectsV2")).isBetween(6L, 60L);
  }

  @Test
  void listsFoldersAndOddKeysOnce() throws IOException {
    Set<String> keys = odd();
    for (String folder : List.of("a/", "b/", "b/c/", "ü/", "\uD83D\uDE00/")) {
      for (int i = 0; i < 400; i++) {
        keys.add(folder + Integer.toHexString(i * 31));
      }
    }
    fill(keys);

    assertThat(list("", 6)).containsExactlyElementsOf(keys);
    assertThat(list("b/", 3)).containsExactlyElementsOf(below(keys, "b/"));
    assertThat(list("b/c/3", 3)).containsExactlyElementsOf(below(keys, "b/c/3"));
    assertThat(list("nothing/", 3)).isEmpty();
  }

  @Test
  void listsRandomKeysOnce() throws IOException {
    long seed = 42;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Set<String> keys = new TreeSet<>();
    String alphabet = "ab01/-~Zü";
    while (keys.size() < 2_500) {
      StringBuilder key = new StringBuilder(random.nextInt(3) == 0 ? "a/b/c/0000" : "");
      for (int length = 1 + random.nextInt(9); length > 0; length--) {
        key.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      keys.add(key.toString());
    }
    fill(keys);

    assertThat(list("", 8)).containsExactlyElementsOf(keys);
  }

  @Test
  void tellsWhatAnInventoryTells() throws IOException {
    lab.put("one", "hello".getBytes(UTF_8));
    List<ListedObject> objects = Collections.synchronizedList(new ArrayList<>());

    lab.session().listing(new S3Location(LabSession.BUCKET, ""), 2).run(objects::add);

    ListedObject one = objects.get(0);
    assertThat(objects).hasSize(1);
    assertThat(one.key()).isEqualTo(new ObjectKey("one"));
    assertThat(one.size()).isEqualTo(5);
    assertThat(one.etag()).contains(ETag.ofMd5(Digests.md5().digest("hello".getBytes(UTF_8))));
    assertThat(one.storageClass()).isEqualTo("STANDARD");
  }

  @Test
  void aBrokenListingFails() {
    assertThatThrownBy(
            () -> lab.session().listing(new S3Location("not-there", ""), 2).run(object -> {}))
        .hasMessageContaining("does not exist");
    lab.put("a", new byte[0]);
    assertThatThrownBy(
            () ->
                lab.session()
                    .listing(new S3Location(LabSession.BUCKET, ""), 2)
                    .run(
                        object -> {
                          throw new IOException("the disk is full");
                        }))
        .hasMessage("the disk is full");
  }

  private List<String> list(String prefix, int threads) throws IOException {
    List<ObjectKey> keys = Collections.synchronizedList(new ArrayList<>());
    lab.session()
        .listing(new S3Location(LabSession.BUCKET, prefix), threads)
        .run(object -> keys.add(object.key()));
    return keys.stream().map(ObjectKey::value).sorted().toList();
  }

  private void fill(Set<String> keys) {
    lab.putAll(keys);
  }

  private static Set<String> below(Set<String> keys, String prefix) {
    return keys.stream()
        .filter(key -> key.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> odd() {
    return new TreeSet<>(
        List.of(
            "/",
            "//",
            "///x",
            "a",
            "a/",
            "a b",
            "a+b",
            "a%20b",
            "+",
            "%",
            "&<>\"'",
            "\u0001",
            "\u0001/x",
            "\t",
            "\n/",
            "~",
            "\uFF5E",
            "\uD83D\uDE00",
            "x/../y",
            "./z",
            "q?r#s"));
  }
}
