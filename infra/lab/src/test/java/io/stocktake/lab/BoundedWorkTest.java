package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small requests that would take all there is of something. */
class BoundedWorkTest extends LabTest {
  private static final int MANY = 300;

  /** A hundred bytes are promised, and one is sent. */
  private static final String BODY = "Content-Length: 100\r\n\r\n<";

  @Test
  @Timeout(60)
  void halfSentRequestsKeepNobodyWaiting() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        Socket socket = new Socket(lab.endpoint().getHost(), lab.endpoint().getPort());
        open.add(socket);
        String sent = "PUT /b HTTP/1.1\r\nHost: x\r\n" + (i % 2 == 0 ? "X-Slow: " : BODY);
        socket.getOutputStream().write(sent.getBytes(US_ASCII));
      }
      assertThat(bucket()).isNotEmpty();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void deepXmlIsMalformed() {
    for (int depth : new int[] {101, 1_000, 100_000}) {
      String xml = "<Delete>" + "<a>".repeat(depth) + "</a>".repeat(depth) + "</Delete>";
      assertThatThrownBy(() -> XmlNode.parse(xml.getBytes(US_ASCII), "Delete"))
          .as("%d deep", depth)
          .isInstanceOf(S3Exception.class);
    }
    String xml = "<a>".repeat(90) + "</a>".repeat(90);
    assertThat(XmlNode.parse(xml.getBytes(US_ASCII), "a").children()).hasSize(1);
  }
}
