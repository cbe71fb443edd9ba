package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest extends LabTest {
  private static final List<String> ODD_KEYS =
      List.of(
          "plain",
          "with space",
          "plus+plus",
          "per%cent",
          "%2F",
          "que?ry",
          "ha#sh",
          "am&p",
          "käse",
          "😀/😀",
          "back\\slash",
          "quo\"te",
          "a<b>c",
          "tab\there",
          "ctl\u0001",
          "new\nline",
          "/lead",
          "a//b",
          "a/../b",
          "a/./b",
          "dir",
          "dir/",
          "dir/x",
          ":@;=$,!'()*~",
          "l".repeat(300),
          "long/" + "m".repeat(1000),
          "\uff5e",
          "\ud83d\ude00");

  private static final Comparator<String> BYTE_ORDER =
      Comparator.comparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned);

  private List<String> list(String bucket, String parameters) {
    List<String> found = new ArrayList<>();
    String token = "";
    while (true) {
      Reply page =
          s3.call("GET", "/" + bucket + "?list-type=2&encoding-type=url" + parameters + token);
      assertThat(page.status()).isEqualTo(200);
      page.all("Key").forEach(key -> found.add(URLDecoder.decode(key, UTF_8)));
      page.all("CommonPrefixes")
          .forEach(p -> found.add(URLDecoder.decode(p.replaceAll("</?Prefix>", ""), UTF_8)));
      assertThat(page.one("KeyCount"))
          .isEqualTo(Integer.toString(page.all("Key").size() + page.all("CommonPrefixes").size()));
      if (page.one("IsTruncated").equals("false")) {
        return found;
      }
      token = "&continuation-token=" + Client.encode(page.one("NextContinuationToken"));
    }
  }

  @Test
  void keepsOddKeysApartAndListsThemInByteOrder() {
    String bucket = bucket();
    for (String key : ODD_KEYS) {
      assertThat(s3.put(bucket, key, "of " + key).status()).as(key).isEqualTo(200);
    }
    for (String key : ODD_KEYS) {
      assertThat(s3.get(bucket, key).text()).as(key).isEqualTo("of " + key);
    }
    List<String> sorted = ODD_KEYS.stream().sorted(BYTE_ORDER).toList();
    assertThat(list(bucket, "")).isEqualTo(sorted);
    assertThat(list(bucket, "&max-keys=1")).isEqualTo(sorted);
    assertThat(list(bucket, "&max-keys=7")).isEqualTo(sorted);
    for (String key : ODD_KEYS) {
      assertThat(s3.delete(bucket, key).status()).isEqualTo(204);
    }
    assertThat(list(bucket, "")).isEmpty();
  }

  @Test
  void copiesOddKeys() {
    String bucket = bucket();
    for (String key : ODD_KEYS) {
      s3.put(bucket, key, "of " + key);
      String source = Client.path(bucket, key).substring(1);
      assertThat(s3.put(bucket, "copy", "", "x-amz-copy-source", source).status()).isEqualTo(200);
      assertThat(s3.get(bucket, "copy").text()).isEqualTo("of " + key);
    }
  }

  @Test
  void refusesKeysThatClimbOutAndKeysTooLong() {
    String bucket = bucket();
    assertThat(s3.put(bucket, "videos/../../v", "x").outcome()).isEqualTo("400 InvalidURI");
    assertThat(s3.put(bucket, "k".repeat(1025), "x").outcome()).isEqualTo("400 KeyTooLongError");
    assertThat(s3.put(bucket, "ü".repeat(512), "x").status()).isEqualTo(200);
    assertThat(s3.put(bucket, "ü".repeat(513), "x").outcome()).isEqualTo("400 KeyTooLongError");
  }

  @Test
  void foldsCommonPrefixesInPagesOfAnySize() {
    String bucket = bucket();
    for (String key : List.of("a/1", "a/2", "a/b/3", "b", "c/1", "c0", "d/1", "d/2")) {
      s3.put(bucket, key, "");
    }
    for (int size : new int[] {1, 2, 3, 1000}) {
      assertThat(list(bucket, "&delimiter=%2F&max-keys=" + size))
          .containsExactlyInAnyOrder("a/", "b", "c/", "c0", "d/");
      assertThat(list(bucket, "&delimiter=%2F&prefix=a%2F&max-keys=" + size))
          .containsExactlyInAnyOrder("a/1", "a/2", "a/b/");
    }
    assertThat(list(bucket, "&prefix=c")).containsExactly("c/1", "c0");
    assertThat(list(bucket, "&start-after=c%2F1")).containsExactly("c0", "d/1", "d/2");
    assertThat(list(bucket, "&prefix=none")).isEmpty();
    assertThat(list(bucket, "&max-keys=0")).isEmpty();
  }

  @Test
  void theFirstListingPagesByKey() {
    String bucket = bucket();
    for (String key : List.of("a", "b/1", "b/2", "c")) {
      s3.put(bucket, key, "");
    }
    Reply first = s3.call("GET", "/" + bucket + "?delimiter=%2F&max-keys=2");
    assertThat(first.all("Key")).containsExactly("a");
    assertThat(first.one("NextMarker")).isEqualTo("b/");
    Reply second = s3.call("GET", "/" + bucket + "?delimiter=%2F&marker=b%2F");
    assertThat(second.all("Key")).containsExactly("c");
    assertThat(second.text()).doesNotContain("CommonPrefixes");
    Reply undelimited = s3.call("GET", "/" + bucket + "?max-keys=2");
    assertThat(undelimited.one("IsTruncated")).isEqualTo("true");
    assertThat(undelimited.one("NextMarker")).isEmpty();
  }

  @Test
  void refusesWhatCannotBeListed() {
    assertThat(s3.call("GET", "/absent-bucket?list-type=2").outcome())
        .isEqualTo("404 NoSuchBucket");
    String bucket = bucket();
    assertThat(s3.call("GET", "/" + bucket + "?max-keys=x").outcome())
        .isEqualTo("400 InvalidArgument");
    assertThat(s3.call("GET", "/" + bucket + "?list-type=2&continuation-token=%21").outcome())
        .isEqualTo("400 InvalidArgument");
  }
}
