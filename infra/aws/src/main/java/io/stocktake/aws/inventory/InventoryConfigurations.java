package io.stocktake.aws.inventory;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.manifests.StocktakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryS3BucketDestination;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;

/** The inventory configurations of one bucket. */
public final class InventoryConfigurations {
  private static final String ARN = "arn:aws:s3:::";

  private final S3AsyncClient client;
  private final String bucket;
  private final S3Errors errors;

  public InventoryConfigurations(S3AsyncClient client, String bucket, S3Errors errors) {
    this.client = client;
    this.bucket = bucket;
    this.errors = errors;
  }

  /** Sets up an inventory, or changes the one with this id. */
  public void put(InventorySetup setup) throws StocktakeException {
    errors.await(
        client.putBucketInventoryConfiguration(
            b -> b.bucket(bucket).id(setup.id()).inventoryConfiguration(sdk(setup))));
  }

  /** The inventory with this id, if the bucket has it. */
  public Optional<InventorySetup> get(String id) throws StocktakeException {
    return list().stream().filter(setup -> setup.id().equals(id)).findFirst();
  }

  /** All inventories of the bucket; S3 allows 1,000. */
  public List<InventorySetup> list() throws StocktakeException {
    List<InventorySetup> setups = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListBucketInventoryConfigurationsResponse page =
          errors.await(
              client.listBucketInventoryConfigurations(
                  b -> b.bucket(bucket).continuationToken(from)));
      page.inventoryConfigurationList().forEach(configuration -> setups.add(setup(configuration)));
      token = page.nextContinuationToken();
    } while (token != null);
    return setups;
  }

  private static InventoryConfiguration sdk(InventorySetup setup) {
    InventoryS3BucketDestination destination =
        InventoryS3BucketDestination.builder()
            .bucket(ARN + setup.destinationBucket())
            .prefix(setup.destinationPrefix().isEmpty() ? null : setup.destinationPrefix())
            .accountId(setup.destinationAccount().orElse(null))
            .format(setup.format())
            .build();
    InventoryConfiguration.Builder configuration =
        InventoryConfiguration.builder()
            .id(setup.id())
            .isEnabled(setup.enabled())
            .includedObjectVersions(setup.versions())
            .schedule(s -> s.frequency(setup.frequency()))
            .optionalFieldsWithStrings(setup.fields())
            .destination(d -> d.s3BucketDestination(destination));
    if (!setup.prefix().isEmpty()) {
      configuration.filter(f -> f.prefix(setup.prefix()));
    }
    return configuration.build();
  }

  private static InventorySetup setup(InventoryConfiguration configuration) {
    InventoryS3BucketDestination destination = configuration.destination().s3BucketDestination();
    String arn = destination.bucket();
    return new InventorySetup(
        configuration.id(),
        configuration.filter() == null || configuration.filter().prefix() == null
            ? ""
            : configuration.filter().prefix(),
        arn.substring(arn.lastIndexOf(':') + 1),
        destination.prefix() == null ? "" : destination.prefix(),
        Optional.ofNullable(destination.accountId()),
        destination.formatAsString(),
        configuration.schedule().frequencyAsString(),
        configuration.includedObjectVersionsAsString(),
        configuration.optionalFieldsAsStrings(),
        configuration.isEnabled());
  }
}
