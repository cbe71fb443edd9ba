package io.stocktake.executor.restore.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What rclone, s3fs, s3cmd and DataSync write is read; anything else counts as not there. */
class StoredAttributesTest {
  @ParameterizedTest
  @CsvSource({
    "0100664, 664", // rclone
    "100644, 644",
    "0644, 644",
    "644, 644",
    "33188, 644", // s3fs: the whole mode in decimal
    "33261, 755",
    "35309, 4755",
    "16877, 755",
    "40755, 755", // a directory in octal
    "0104755, 4755",
    "41471, 777" // a link
  })
  void mode(String text, String octal) {
    assertThat(StoredAttributes.of(Map.of("mode", text)).mode())
        .hasValue(Integer.parseInt(octal, 8));
  }

  @ParameterizedTest
  @CsvSource({"rwxr-xr-x", "-1", "99", "0999", "99999999999", "0777777777", "''"})
  void noMode(String text) {
    assertThat(StoredAttributes.of(Map.of("mode", text)).mode()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1354040105.123456789, 2012-11-27T18:15:05.123456789Z", // rclone
    "2012-11-27T18:15:05.123456789Z, 2012-11-27T18:15:05.123456789Z",
    "2006-01-02T15:04:05.5+02:00, 2006-01-02T13:04:05.500Z",
    "1700000000, 2023-11-14T22:13:20Z", // s3fs
    "-1.25, 1969-12-31T23:59:58.750Z",
    "0, 1970-01-01T00:00:00Z"
  })
  void time(String text, Instant time) {
    assertThat(StoredAttributes.of(Map.of("mtime", text)).mtime()).contains(time);
  }

  @ParameterizedTest
  @CsvSource({"yesterday", "1e9", "9999999999999999999", "''", "1.2.3", "2023-13-01T00:00:00Z"})
  void noTime(String text) {
    assertThat(StoredAttributes.of(Map.of("mtime", text)).mtime()).isEmpty();
  }

  static Stream<Arguments> tools() {
    Instant time = Instant.parse("2020-07-17T12:02:00Z");
    StoredAttributes all =
        new StoredAttributes(
            OptionalInt.of(0640), OptionalInt.of(500), OptionalInt.of(501), Optional.of(time));
    return Stream.of(
        Arguments.of(
            all, Map.of("mtime", "1594987320", "mode", "0100640", "uid", "500", "gid", "501")),
        Arguments.of(
            all,
            Map.of(
                "file-mtime",
                "1594987320000000000ns",
                "file-permissions",
                "0100640",
                "file-owner",
                "500",
                "file-group",
                "501")),
        Arguments.of(
            all,
            Map.of(
                "s3cmd-attrs",
                "atime:1594987320/ctime:1594987320/gid:501/gname:users/md5:0/mode:33184"
                    + "/mtime:1594987320/uid:500/uname:ann")));
  }

  @ParameterizedTest
  @MethodSource("tools")
  void ofEachTool(StoredAttributes expected, Map<String, String> metadata) {
    assertThat(StoredAttributes.of(metadata)).isEqualTo(expected);
  }

  @Test
  void ofNothing() {
    assertThat(StoredAttributes.of(Map.of("colour", "red")).isEmpty()).isTrue();
  }
}
