package io.stocktake.aws;

import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.ObjectStoreContract;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The adapter over the lab, which holds to all that Amazon S3 does. */
class S3ObjectStoreContractTest extends ObjectStoreContract {
  @TempDir private static Path data;
  private static Lab lab;
  private static AwsSession session;

  @BeforeAll
  static void start() throws IOException {
    lab = Lab.start(LabOptions.in(data));
    lab.createBucket(BUCKET);
    System.setProperty("aws.accessKeyId", lab.accessKey());
    System.setProperty("aws.secretAccessKey", lab.secretKey());
    session = LabSession.open(lab.endpoint());
  }

  @AfterAll
  static void stop() {
    session.close();
    lab.close();
  }

  @Override
  protected ObjectStore store() {
    return session.store(BUCKET);
  }
}
