package io.stocktake.lab.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/**
 * The directory of a job: {@code request.xml} as it came, {@code state}, the tasks and the results.
 * The state is replaced as a whole; a folder without one is of a CreateJob that never came to be.
 */
record JobFolder(Path root) {
  JobFolder {
    root = root.toAbsolutePath();
  }

  byte[] request() throws IOException {
    return Files.readAllBytes(root.resolve("request.xml"));
  }

  void request(byte[] document) throws IOException {
    Files.createDirectories(root);
    Files.write(root.resolve("request.xml"), document);
  }

  boolean hasState() {
    return Files.exists(root.resolve("state"));
  }

  Properties state() throws IOException {
    Properties state = new Properties();
    try (InputStream in = Files.newInputStream(root.resolve("state"))) {
      state.load(in);
    }
    return state;
  }

  void state(Properties state) throws IOException {
    Path fresh = root.resolve("state.new");
    try (OutputStream out = Files.newOutputStream(fresh)) {
      state.store(out, null);
    }
    Files.move(fresh, root.resolve("state"), StandardCopyOption.ATOMIC_MOVE);
  }

  TaskFiles tasks() {
    return new TaskFiles(root);
  }

  Path results() {
    return root.resolve("results");
  }
}
