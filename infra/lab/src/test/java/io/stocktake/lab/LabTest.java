package io.stocktake.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A lab of its own for each test. */
abstract class LabTest {
  static final int MIB = 1 << 20;

  @TempDir Path data;
  Lab lab;
  Client s3;

  /** The options of the lab, for tests that want others. */
  LabOptions options() {
    return LabOptions.in(data);
  }

  @BeforeEach
  void start() throws IOException {
    lab = Lab.start(options());
    s3 = new Client(lab);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** How many bodies are on disk. */
  int bodies() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
      return (int) files.filter(Files::isRegularFile).count();
    }
  }

  /** A new bucket. */
  String bucket() {
    return s3.bucket("test-" + UUID.randomUUID());
  }
}
