package io.stocktake.lab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "/, 127.0.0.1:80, '', ''",
    "/b, 127.0.0.1:80, b, ''",
    "/b/, localhost, b, ''",
    "/b/k, localhost:80, b, k",
    "/b//k/../%2e, localhost:80, b, /k/../.",
    "/b/a+b%2Bc%20d, localhost:80, b, a+b+c d",
    "/k, b.localhost:80, b, k",
    "/, b.c.localhost:80, b.c, ''",
    "/k/l, b.s3.eu-west-1.amazonaws.com, b, k/l",
    "/b/k, s3.us-east-1.amazonaws.com, b, k",
    "http://elsewhere/b/k?x=1, localhost, b, k"
  })
  void namesBucketAndKey(String target, String host, String bucket, String key) {
    Address address = Address.parse(target, host);
    assertThat(address.bucket()).isEqualTo(bucket);
    assertThat(address.key()).isEqualTo(key);
  }

  @Test
  void keepsPathAndQueryAsSent() {
    Address address = Address.parse("/b/%7Ek?prefix=a%20b&x", "localhost");
    assertThat(address.rawPath()).isEqualTo("/b/%7Ek");
    assertThat(address.rawQuery()).isEqualTo("prefix=a%20b&x");
  }

  @Test
  void refusesBytesThatAreNotText() {
    assertThatThrownBy(() -> Address.parse("/b/%FF", "localhost")).isInstanceOf(S3Exception.class);
    assertThatThrownBy(() -> Address.parse("/b/%4", "localhost")).isInstanceOf(S3Exception.class);
  }
}
