package io.stocktake.bench.data;

import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.manifests.io.FileTrees;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A bucket in a lab of this process, with an object for each test file, for peers to list. */
public final class Bucket implements Closeable {
  private static final String NAME = "bucket";

  private final Path data;
  private final Lab lab;

  private Bucket(Path data, Lab lab) {
    this.data = data;
    this.lab = lab;
  }

  /** Makes a bucket with nothing in it. */
  public static Bucket empty() throws IOException {
    Path data = Files.createTempDirectory("stocktake-bench-lab");
    Bucket bucket = new Bucket(data, Lab.start(LabOptions.in(data).withPort(0)));
    bucket.lab.createBucket(NAME);
    return bucket;
  }

  /** Makes a bucket with these files in it. */
  public static Bucket of(TestFiles files) throws IOException {
    Bucket bucket = empty();
    for (int from = 0; from < files.count(); from += TestFiles.IN_DIRECTORY) {
      String prefix = TestFiles.directory(from / TestFiles.IN_DIRECTORY) + "/";
      int count = Math.min(TestFiles.IN_DIRECTORY, files.count() - from);
      bucket.lab.seed(new Seeding(NAME, prefix, count).withSize(files.size()));
    }
    return bucket;
  }

  /** How to name it. */
  public String location() {
    return "s3://" + NAME;
  }

  /** What programs need in their environment to find it. */
  public Map<String, String> environment() {
    return environment(
        Map.of(
            "AWS_ENDPOINT_URL", lab.endpoint().toString(),
            "AWS_ACCESS_KEY_ID", lab.accessKey(),
            "AWS_SECRET_ACCESS_KEY", lab.secretKey(),
            "AWS_REGION", lab.region()));
  }

  /** The same for rclone too, which does not read all of the AWS variables. */
  public static Map<String, String> environment(Map<String, String> aws) {
    Map<String, String> all = new HashMap<>(aws);
    all.put("RCLONE_S3_PROVIDER", "Other");
    all.put("RCLONE_S3_ENV_AUTH", "true");
    all.put("RCLONE_S3_ENDPOINT", aws.get("AWS_ENDPOINT_URL"));
    all.put("RCLONE_S3_REGION", aws.get("AWS_REGION"));
    all.put("RCLONE_S3_FORCE_PATH_STYLE", "true");
    return all;
  }

  @Override
  public void close() throws IOException {
    lab.close();
    FileTrees.delete(data);
  }
}
