package io.stocktake.cli.options;

import io.stocktake.aws.inventory.InventorySetup;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.S3Location;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of an inventory configuration. */
public final class InventoryOptions {
  @Option(
      names = "--to",
      required = true,
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "Where the reports go; a bucket in the same Region.")
  private S3Location target;

  @Option(
      names = "--id",
      defaultValue = "stocktake",
      paramLabel = "NAME",
      description = "Name of the configuration (default: stocktake).")
  private String id;

  @Option(
      names = "--frequency",
      defaultValue = "weekly",
      paramLabel = "daily|weekly",
      description = "How often S3 delivers (default: weekly).")
  private Frequency frequency;

  @Option(
      names = "--versions",
      defaultValue = "current",
      paramLabel = "current|all",
      description = "Which versions are listed (default: current).")
  private Versions versions;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "The account that must own the reports' bucket.")
  private String account;

  /** The configuration of what is listed. */
  public InventorySetup setup(S3Location source) {
    return new InventorySetup(
        id,
        source.prefix(),
        target.bucket(),
        target.prefix(),
        Optional.ofNullable(account),
        "Parquet",
        frequency.s3Name,
        versions.s3Name,
        InventorySetup.FIELDS,
        true);
  }

  /** The name of the configuration. */
  public String id() {
    return id;
  }

  /** How often S3 delivers, as S3 says it. */
  public String frequency() {
    return frequency.s3Name;
  }

  /** The folder that deliveries of a bucket go to. */
  public String folder(S3Location source) {
    return target.asFolder().resolve(source.bucket() + "/" + id).toString();
  }

  /** How often S3 delivers. */
  enum Frequency implements CodedEnum {
    DAILY("daily", "Daily"),
    WEEKLY("weekly", "Weekly");

    private final String code;
    private final String s3Name;

    Frequency(String code, String s3Name) {
      this.code = code;
      this.s3Name = s3Name;
    }

    @Override
    public String code() {
      return code;
    }

    /** As it is typed. */
    @Override
    public String toString() {
      return code;
    }
  }

  /** Which versions an inventory lists. */
  enum Versions implements CodedEnum {
    CURRENT("current", "Current"),
    ALL("all", "All");

    private final String code;
    private final String s3Name;

    Versions(String code, String s3Name) {
      this.code = code;
      this.s3Name = s3Name;
    }

    @Override
    public String code() {
      return code;
    }

    /** As it is typed. */
    @Override
    public String toString() {
      return code;
    }
  }
}
