package io.stocktake.planner;

import io.stocktake.manifests.plan.AttributeStyle;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import io.stocktake.planner.request.ContentPolicy;
import io.stocktake.planner.request.KeyNaming;
import io.stocktake.planner.request.KeyNaming.UnicodeForm;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.LinkPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Plan options of tests: the defaults, with one thing changed at a time.
 *
 * @param options the options
 */
public record PlanOptionsFixture(PlanOptions options) {

  public PlanOptionsFixture withOrphans(OrphanPolicy other) {
    ContentPolicy old = options.content();
    return content(new ContentPolicy(other, old.undecided(), old.partSizes(), old.checksums()));
  }

  public PlanOptionsFixture withUndecided(UndecidedPolicy other) {
    ContentPolicy old = options.content();
    return content(new ContentPolicy(old.orphans(), other, old.partSizes(), old.checksums()));
  }

  public PlanOptionsFixture withPartSizes(List<Long> other) {
    ContentPolicy old = options.content();
    return content(new ContentPolicy(old.orphans(), old.undecided(), other, old.checksums()));
  }

  public PlanOptionsFixture withChecksums(Path other) {
    ContentPolicy old = options.content();
    return content(
        new ContentPolicy(old.orphans(), old.undecided(), old.partSizes(), Optional.of(other)));
  }

  public PlanOptionsFixture withLinks(LinkPolicy other) {
    return naming(new KeyNaming(other, options.naming().form()));
  }

  public PlanOptionsFixture withNames(UnicodeForm other) {
    return naming(new KeyNaming(options.naming().links(), other));
  }

  public PlanOptionsFixture withRehash(double other) {
    ReadOptions old = options.reading();
    return reading(
        new ReadOptions(
            other,
            old.copyDuplicates(),
            old.limit(),
            old.duplicates(),
            old.sizeOnly(),
            old.sample(),
            old.seed()));
  }

  public PlanOptionsFixture withSeed(long other) {
    ReadOptions old = options.reading();
    return reading(
        new ReadOptions(
            old.rehash(),
            old.copyDuplicates(),
            old.limit(),
            old.duplicates(),
            old.sizeOnly(),
            old.sample(),
            other));
  }

  public PlanOptionsFixture withSizeOnly(boolean other) {
    ReadOptions old = options.reading();
    return reading(
        new ReadOptions(
            old.rehash(),
            old.copyDuplicates(),
            old.limit(),
            old.duplicates(),
            other,
            old.sample(),
            old.seed()));
  }

  public PlanOptionsFixture withLimit(long other) {
    ReadOptions old = options.reading();
    return reading(
        new ReadOptions(
            old.rehash(),
            old.copyDuplicates(),
            OptionalLong.of(other),
            old.duplicates(),
            old.sizeOnly(),
            old.sample(),
            old.seed()));
  }

  public PlanOptionsFixture withCopyDuplicates(boolean other) {
    ReadOptions old = options.reading();
    return reading(
        new ReadOptions(
            old.rehash(),
            other,
            old.limit(),
            old.duplicates(),
            old.sizeOnly(),
            old.sample(),
            old.seed()));
  }

  public PlanOptionsFixture withDuplicates(Path other) {
    ReadOptions old = options.reading();
    return reading(
        new ReadOptions(
            old.rehash(),
            old.copyDuplicates(),
            old.limit(),
            Optional.of(other),
            old.sizeOnly(),
            old.sample(),
            old.seed()));
  }

  public PlanOptionsFixture withMaxDelete(DeleteLimits other) {
    Safety old = options.safety();
    return safety(new Safety(other, old.maxInventoryAge(), old.requiredFiles()));
  }

  public PlanOptionsFixture withMaxInventoryAge(Duration other) {
    Safety old = options.safety();
    return safety(new Safety(old.maxDelete(), Optional.of(other), old.requiredFiles()));
  }

  public PlanOptionsFixture withRequiredFiles(RequiredFiles other) {
    Safety old = options.safety();
    return safety(new Safety(old.maxDelete(), old.maxInventoryAge(), other));
  }

  public PlanOptionsFixture withThreads(int other) {
    return resources(
        new Resources(other, options.resources().memory(), options.resources().gzip()));
  }

  public PlanOptionsFixture withGzip(boolean other) {
    return resources(
        new Resources(options.resources().threads(), options.resources().memory(), other));
  }

  public PlanOptionsFixture withAttributes(AttributePolicy.Store store) {
    return withAttributes(new AttributePolicy(store, AttributeStyle.RCLONE, false, false));
  }

  public PlanOptionsFixture withAttributes(AttributePolicy other) {
    SourceSelection old = options.selection();
    return withSelection(
        new SourceSelection(
            old.names(), old.files(), old.oneFileSystem(), old.filesFrom(), old.listing(), other));
  }

  public PlanOptionsFixture withSelection(SourceSelection other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            other,
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withRules(ObjectRules other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            other,
            options.resources(),
            options.safety()));
  }

  private PlanOptionsFixture naming(KeyNaming other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            other,
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  private PlanOptionsFixture reading(ReadOptions other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            other,
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  private PlanOptionsFixture content(ContentPolicy other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            other,
            options.rules(),
            options.resources(),
            options.safety()));
  }

  private PlanOptionsFixture resources(Resources other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            other,
            options.safety()));
  }

  private PlanOptionsFixture safety(Safety other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            other));
  }
}
