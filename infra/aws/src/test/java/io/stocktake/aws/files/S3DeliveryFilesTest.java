package io.stocktake.aws.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3DeliveryFilesTest {
  private static LabSession lab;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void listsOneLevelAndReadsWholeFiles() throws IOException {
    lab.put("inv/images/all/2026-11-01T00-00Z/manifest.json", "{}".getBytes(UTF_8));
    lab.put("inv/images/all/data/é +.parquet", new byte[300_000]);
    lab.put("inv/images/all/", new byte[0]);
    lab.put("inv/images/all/note", "n".getBytes(UTF_8));
    S3DeliveryFiles files = lab.session().deliveries(LabSession.BUCKET);

    assertThat(files.list("inv/images/all/"))
        .containsExactlyInAnyOrder("2026-11-01T00-00Z/", "data/", "note");
    assertThat(files.list("inv/images/all/data/")).containsExactly("é +.parquet");
    try (InputStream in = files.open("inv/images/all/data/é +.parquet")) {
      assertThat(in.readAllBytes()).hasSize(300_000);
    }
    assertThat(files.describe("a/b")).isEqualTo("s3://images/a/b");
  }

  @Test
  void aFileMayBeLeftHalfRead() throws IOException {
    lab.put("big", new byte[5_000_000]);
    try (InputStream in = lab.session().deliveries(LabSession.BUCKET).open("big")) {
      assertThat(in.readNBytes(10)).hasSize(10);
    }
    try (InputStream in = lab.session().deliveries(LabSession.BUCKET).open("big")) {
      in.skipNBytes(4_999_999);
      assertThat(in.read()).isZero();
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> lab.session().deliveries(LabSession.BUCKET).open("no/such"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("s3://images/no/such does not exist");
  }

  @Test
  void aBrokenStreamIsNotTheEndOfTheFile() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answerHalf(server));
      thread.setDaemon(true);
      thread.start();
      URI endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());
      try (AwsSession session = LabSession.open(endpoint)) {
        assertThatThrownBy(
                () -> {
                  try (InputStream in = session.deliveries("images").open("half")) {
                    in.readAllBytes();
                  }
                })
            .isInstanceOfAny(EOFException.class, IOException.class)
            .hasMessageContaining("s3://images/half");
      }
    }
  }

  private static void answerHalf(ServerSocket server) {
    byte[] answer =
        ("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: \"x\"\r\n\r\n" + "y".repeat(500))
            .getBytes(UTF_8);
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        int read = socket.getInputStream().read(new byte[8192]);
        OutputStream out = socket.getOutputStream();
        out.write(answer, 0, read > 0 ? answer.length : 0);
        out.flush();
      } catch (IOException e) {
        // The client or the test has gone.
      }
    }
  }
}
