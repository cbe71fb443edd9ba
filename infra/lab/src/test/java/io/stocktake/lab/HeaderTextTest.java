package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of headers, as S3 takes it and as it shows it. */
class HeaderTextTest extends JobTest {
  @BeforeEach
  void prepare() {
    buckets();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-amz-meta-ort", "Content-Disposition", "Cache-Control"})
  void textBeyondAsciiDoesNotMatchItsSignature(String header) {
    assertThat(s3.put(source, "k", "1", header, "Köln").outcome())
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(s3.post(Client.path(source, "k") + "?uploads", "", header, "Köln").outcome())
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(s3.head(source, "k").status()).isEqualTo(404);
    assertThat(s3.put(source, "k", "1", header, "Koeln").header("ETag")).isNotEmpty();
  }

  /** A job's document can hold any text. */
  @Test
  void answersShowItInWordsOfRfc2047() {
    s3.put(source, "k", "1");
    String copy =
        "<S3PutObjectCopy><TargetResource>arn:aws:s3:::%s</TargetResource>".formatted(reports)
            + "<MetadataDirective>REPLACE</MetadataDirective><NewObjectMetadata><UserMetadata>"
            + "<entry><key>ort</key><value>Köln</value></entry></UserMetadata></NewObjectMetadata>"
            + "</S3PutObjectCopy>";
    rows(copy, keys("k"));
    assertThat(s3.head(reports, "k").header("x-amz-meta-ort")).isEqualTo("=?UTF-8?B?S8O2bG4=?=");
  }

  @Test
  void headersAreAtMostEightKilobytesInAll() {
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      headers.addAll(List.of("x-amz-unknown-" + i, "v".repeat(1000)));
    }
    assertThat(s3.put(source, "k", "1", headers.toArray(new String[0])).status()).isEqualTo(200);
    headers.addAll(List.of("x-amz-unknown-7", "v".repeat(1000)));
    assertThat(s3.put(source, "k", "1", headers.toArray(new String[0])).outcome())
        .isEqualTo("400 RequestHeaderSectionTooLarge");
  }

  @Test
  void headersOfTheObjectAreAtMostTwoKilobytes() {
    String longest = "v".repeat(2048 - "cache-control".length() - "content-type".length() - 3);
    assertThat(put(longest)).isEqualTo("200");
    assertThat(put(longest + "v")).isEqualTo("400 MetadataTooLarge");
  }

  private String put(String cacheControl) {
    return s3.put(source, "k", "1", "Cache-Control", cacheControl, "Content-Type", "t/s").outcome();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deflate, gzip | deflate, gzip",
        "gzip,br | gzip,br",
        "gzip, aws-chunked | gzip",
        "aws-chunked, gzip ,br | gzip ,br",
        "gzip, aws-chunked, br | gzip, br",
        "aws-chunked | ''",
        "aws-chunked2 | aws-chunked2",
      })
  void contentEncodingStaysAsItWasGiven(String given, String kept) {
    s3.put(source, "k", "1", "Content-Encoding", given);
    assertThat(s3.head(source, "k").header("Content-Encoding")).isEqualTo(kept);
  }
}
