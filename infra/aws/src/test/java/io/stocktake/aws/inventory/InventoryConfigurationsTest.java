package io.stocktake.aws.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.LabSession;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InventoryConfigurationsTest {
  @Test
  void whatIsSetUpIsListed() throws IOException {
    try (LabSession lab = LabSession.start()) {
      lab.plain().createBucket(b -> b.bucket("reports"));
      InventoryConfigurations inventories = lab.session().inventories(LabSession.BUCKET);
      InventorySetup all = InventorySetup.daily("all", "", "reports", "inv");
      InventorySetup some = InventorySetup.daily("some", "photos/", "reports", "");

      inventories.put(all);
      inventories.put(some);

      assertThat(inventories.list()).containsExactlyInAnyOrder(all, some);
      assertThat(inventories.get("some")).hasValue(some);
      assertThat(inventories.get("none")).isEmpty();
    }
  }
}
