package io.stocktake.manifests.testing;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueReader;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.PartSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The catalogue of a plan, read whole. */
public final class PlanCatalogue {
  private PlanCatalogue() {}

  /** All rows, in order. */
  public static List<CatalogueRow> rows(PlanBundle bundle) throws IOException {
    List<CatalogueRow> rows = new ArrayList<>();
    try (CatalogueReader reader =
        new CatalogueReader(bundle.plan().catalogue(), PartSource.directory(bundle.catalogue()))) {
      while (reader.hasNext()) {
        rows.add(reader.next());
      }
    }
    return rows;
  }
}
