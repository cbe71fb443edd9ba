package io.stocktake.bench;

import io.stocktake.bench.data.OwnLab;
import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.io.FileTrees;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A large file that changes a little: which share of its bytes is sent again. */
final class Delta implements Benchmark {
  private static final int SIZE = 1 << 30;
  private static final int RANGE = 10 << 20;
  private static final int INSERTED = 1 << 20;
  private static final Pattern SENT = Pattern.compile("\"bytesSent\"\\s*:\\s*(\\d+)");

  @Override
  public String name() {
    return "delta";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("stocktake-bench");
    try (TestFiles files = TestFiles.write(1, settings.scaled(SIZE));
        OwnLab lab = OwnLab.start(1, settings.threads())) {
      Path file = files.root().resolve(TestFiles.directory(0)).resolve("%010d".formatted(0));
      Sync sync = new Sync(files.root(), lab, "s3://" + lab.bucket(), scratch);
      sync.bytesSent();
      overwrite(file, settings.scaled(RANGE));
      double inPlace = 100.0 * sync.bytesSent() / Files.size(file);
      insert(file, scratch.resolve("longer"), settings.scaled(INSERTED));
      double shifted = 100.0 * sync.bytesSent() / Files.size(file);
      String size = (files.size() >> 20) + " MiB, ";
      return List.of(
          ResultRow.atMost(size + "10 of 1024 changed in place", "% sent", inPlace, 3),
          ResultRow.atMost(size + "1 of 1024 inserted at the front", "% sent", shifted, 5));
    } finally {
      FileTrees.delete(scratch);
    }
  }

  private record Sync(Path source, OwnLab lab, String bucket, Path scratch) {
    long bytesSent() throws IOException, InterruptedException {
      String plan = Files.createTempDirectory(scratch, "plan").resolve("plan").toString();
      ChildProcess.run(
          lab.environment(),
          "plan",
          source.toString(),
          bucket,
          "--inventory",
          "live",
          "--cannot-tell",
          "upload",
          "--out",
          plan);
      String signatures = scratch.resolve("signatures").toString();
      ChildProcess applied =
          ChildProcess.run(
              lab.environment(),
              "apply",
              plan,
              "--delta",
              signatures,
              "--part-size",
              "8Mi",
              "--json");
      Matcher sent = SENT.matcher(applied.said());
      if (!sent.find()) {
        throw new IOException("apply does not tell what it sent: " + applied.said());
      }
      return Long.parseLong(sent.group(1));
    }
  }

  /** Where no part begins. */
  private static void overwrite(Path file, int bytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(open.length() / 3);
      open.write(random(bytes));
    }
  }

  private static void insert(Path file, Path longer, int bytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(longer)) {
      out.write(random(bytes));
      Files.copy(file, out);
    }
    Files.copy(longer, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new Random(bytes).nextBytes(random);
    return random;
  }
}
