package io.stocktake.planner;

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
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            new ContentPolicy(
                other,
                options.content().undecided(),
                options.content().partSizes(),
                options.content().checksums()),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withUndecided(UndecidedPolicy other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            new ContentPolicy(
                options.content().orphans(),
                other,
                options.content().partSizes(),
                options.content().checksums()),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withPartSizes(List<Long> other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            new ContentPolicy(
                options.content().orphans(),
                options.content().undecided(),
                other,
                options.content().checksums()),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withChecksums(Path other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            new ContentPolicy(
                options.content().orphans(),
                options.content().undecided(),
                options.content().partSizes(),
                Optional.of(other)),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withLinks(LinkPolicy other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            new KeyNaming(other, options.naming().form()),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withNames(UnicodeForm other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            new KeyNaming(options.naming().links(), other),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
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

  public PlanOptionsFixture withThreads(int other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            new Resources(other, options.resources().memory(), options.resources().gzip()),
            options.safety()));
  }

  public PlanOptionsFixture withGzip(boolean other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            new Resources(options.resources().threads(), options.resources().memory(), other),
            options.safety()));
  }

  public PlanOptionsFixture withRehash(double other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            new ReadOptions(
                other,
                options.reading().copyDuplicates(),
                options.reading().limit(),
                options.reading().duplicates(),
                options.reading().sizeOnly(),
                options.reading().sample(),
                options.reading().seed()),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withSeed(long other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            new ReadOptions(
                options.reading().rehash(),
                options.reading().copyDuplicates(),
                options.reading().limit(),
                options.reading().duplicates(),
                options.reading().sizeOnly(),
                options.reading().sample(),
                other),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withSizeOnly(boolean other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            new ReadOptions(
                options.reading().rehash(),
                options.reading().copyDuplicates(),
                options.reading().limit(),
                options.reading().duplicates(),
                other,
                options.reading().sample(),
                options.reading().seed()),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withLimit(long other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            new ReadOptions(
                options.reading().rehash(),
                options.reading().copyDuplicates(),
                OptionalLong.of(other),
                options.reading().duplicates(),
                options.reading().sizeOnly(),
                options.reading().sample(),
                options.reading().seed()),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withCopyDuplicates(boolean other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            new ReadOptions(
                options.reading().rehash(),
                other,
                options.reading().limit(),
                options.reading().duplicates(),
                options.reading().sizeOnly(),
                options.reading().sample(),
                options.reading().seed()),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withDuplicates(Path other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            new ReadOptions(
                options.reading().rehash(),
                options.reading().copyDuplicates(),
                options.reading().limit(),
                Optional.of(other),
                options.reading().sizeOnly(),
                options.reading().sample(),
                options.reading().seed()),
            options.content(),
            options.rules(),
            options.resources(),
            options.safety()));
  }

  public PlanOptionsFixture withMaxDelete(DeleteLimits other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            new Safety(
                other, options.safety().maxInventoryAge(), options.safety().requiredFiles())));
  }

  public PlanOptionsFixture withMaxInventoryAge(Duration other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            new Safety(
                options.safety().maxDelete(),
                Optional.of(other),
                options.safety().requiredFiles())));
  }

  public PlanOptionsFixture withRequiredFiles(RequiredFiles other) {
    return new PlanOptionsFixture(
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            options.content(),
            options.rules(),
            options.resources(),
            new Safety(options.safety().maxDelete(), options.safety().maxInventoryAge(), other)));
  }
}
