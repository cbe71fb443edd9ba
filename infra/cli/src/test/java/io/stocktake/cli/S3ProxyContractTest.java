package io.stocktake.cli;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter over S3Proxy, as far as that holds to what it relies on. */
class S3ProxyContractTest extends ObjectStoreContract {
  @TempDir private static Path data;
  private static OtherStore server;
  private static AwsSession session;

  @BeforeAll
  static void start() throws Exception {
    server = OtherStore.s3Proxy(data);
    session = server.session();
  }

  @AfterAll
  static void stop() throws Exception {
    session.close();
    server.close();
  }

  @Override
  protected ObjectStore store() throws IOException {
    Set<Guarantee> held = EnumSet.allOf(Guarantee.class);
    held.removeAll(lacks());
    return session.store(BUCKET, CustomerKeys.NONE, held);
  }

  @Override
  protected Set<Guarantee> lacks() {
    return OtherStore.guarantees(OtherStoresTest.OF_S3PROXY);
  }

  @Override
  @Test
  @Disabled("S3Proxy answers a Complete with one ETag, and a HEAD later with another")
  protected void anObjectIsMadeOfItsParts() {}
}
