package io.stocktake.cli.options.plan;

import io.stocktake.cli.encryption.EncryptOptions;
import io.stocktake.cli.inputs.ChecksumInputs;
import io.stocktake.cli.inputs.PlanningSession;
import io.stocktake.cli.parse.Converters.ByteSize;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.PropertyRules;
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
import io.stocktake.planner.rules.TagRules;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.LinkPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of the comparison: source, destination, inventory, part sizes and state. */
public final class ComparingOptions {
  @Parameters(index = "0", paramLabel = "SOURCE", description = "The directory to compare.")
  private Path source;

  @Parameters(
      index = "1",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "Where it belongs: SOURCE/a/b.jpg is the object PREFIX/a/b.jpg.")
  private S3Location destination;

  @Option(
      names = "--inventory",
      required = true,
      paramLabel = "URI",
      description = {
        "The inventory that lists the bucket: a manifest.json, or the folder of an inventory"
            + " configuration (its newest complete delivery is taken), in s3:// or on disk; the"
            + " output of 'aws s3api list-objects-v2' or list-object-versions, in a file; or 'live'"
            + " to list the bucket now."
      })
  private String inventory;

  @Option(
      names = "--links",
      paramLabel = "skip|follow|store",
      defaultValue = "skip",
      description = {
        "What to do with symbolic links (default: skip). 'follow' stays within SOURCE. 'store'"
            + " makes the link x the object x.rclonelink, whose content is the target's path, as"
            + " rclone --links does."
      })
  private LinkPolicy links;

  @Option(
      names = "--nfc",
      description = "Compose accented letters of file names (Unicode NFC) to make keys.")
  private boolean nfc;

  @Option(
      names = "--part-size",
      paramLabel = "SIZE",
      defaultValue = "16Mi",
      description = "As --known-part-size, and for 'sync' the size of a part (default: 16Mi).")
  private ByteSize partSize;

  @Option(
      names = "--known-part-size",
      paramLabel = "SIZE",
      description = {
        "Part size that objects were uploaded with (30Mi, 25M). Without, the sizes that common"
            + " programs use are tried, and whole MiB and MB while they are few. Repeatable."
      })
  private List<ByteSize> knownPartSizes = List.of();

  @Option(
      names = "--state",
      paramLabel = "DIR|s3://BUCKET/PREFIX",
      description = {
        "Remember here what files contain, so that the next plan reads only those that changed: by"
            + " path, size, modification and change time, device and inode. May be in S3, for"
            + " temporary machines: it is downloaded to OUT.state, and uploaded at the end and in"
            + " part every minute. Concurrent writers: the second warns and keeps a local copy."
            + " Device numbers are ignored there."
      })
  private String state;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = {
        "Memory outside the heap for the table of objects, 51 bytes each; the rest goes to a file"
            + " beside the plan (default: half of what the JVM may have, which is the heap's"
            + " limit unless JAVA_OPTS has -XX:MaxDirectMemorySize)."
      })
  private ByteSize memory;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Directories and files read at a time (default: twice the cores).")
  private Integer threads;

  @Mixin private EncryptOptions encrypt;
  @Mixin private FilterOptions filters;
  @Mixin private PrecomputedInputOptions precomputed;

  /** How files are named as keys. */
  KeyNaming naming() {
    return new KeyNaming(links, nfc ? UnicodeForm.NFC : UnicodeForm.AS_IS);
  }

  /**
   * How contents are compared.
   *
   * @throws IllegalArgumentException with a sentence if that cannot be
   */
  ContentPolicy content(OrphanPolicy orphans, UndecidedPolicy undecided) {
    return new ContentPolicy(orphans, undecided, partSizes(), precomputed.checksums());
  }

  /**
   * What the plan may use of the machine.
   *
   * @throws IllegalArgumentException with a sentence if that cannot be
   */
  Resources resources(boolean gzip) {
    Resources defaults = Resources.defaults();
    return new Resources(
        threads == null ? defaults.threads() : threads,
        memory == null ? defaults.memory() : memory.bytes(),
        gzip);
  }

  /**
   * Options that plan nothing but a list of what differs: objects without a file are listed, where
   * the selection of files proves that there is none.
   *
   * @throws IllegalArgumentException with a sentence if that cannot be
   */
  public PlanOptions listing(ReadOptions reading) throws IOException {
    SourceSelection selection = selection(AttributePolicy.NONE);
    OrphanPolicy orphans = selection.provesAbsence() ? OrphanPolicy.LIST : OrphanPolicy.LEAVE;
    ObjectRules rules = rules(TagRules.NONE, PropertyRules.NONE, false);
    return new PlanOptions(
        naming(),
        selection,
        reading,
        content(orphans, UndecidedPolicy.REPORT),
        rules,
        resources(false),
        Safety.NONE);
  }

  /**
   * What objects get, and which files are encrypted.
   *
   * @param update whether objects that are the same get their properties, too
   */
  ObjectRules rules(TagRules tags, PropertyRules properties, boolean update)
      throws StocktakeException {
    PropertyRules rules = encrypt.rules(properties);
    return new ObjectRules(tags, rules, update, encrypt.encryption(rules));
  }

  private List<Long> partSizes() {
    return Stream.concat(Stream.of(partSize), knownPartSizes.stream())
        .map(ByteSize::bytes)
        .toList();
  }

  /**
   * Which files take part.
   *
   * @param attributes which of their attributes are kept
   * @throws IllegalArgumentException with a sentence if that cannot be
   */
  SourceSelection selection(AttributePolicy attributes) throws IOException {
    return new SourceSelection(
        filters.names(),
        filters.files(),
        filters.oneFileSystem(),
        precomputed.filesFrom(),
        precomputed.listing(),
        attributes);
  }

  /** Whether the content of any file may be known without reading it. */
  public boolean knowsContents() {
    return state != null || precomputed.checksums().isPresent();
  }

  /** Where files belong. */
  public S3Location destination() {
    return destination;
  }

  /** Size of a part in uploads of this program. */
  ByteSize partSize() {
    return partSize;
  }

  /**
   * What is compared, and with what help.
   *
   * @param copies what may be copied instead of uploading files
   * @param checksums evidence of objects' content besides their ETags
   */
  public PlanningSession.Inputs inputs(
      Optional<PlanningSession.Copies> copies, ChecksumInputs checksums) {
    return new PlanningSession.Inputs(
        source,
        destination,
        inventory,
        copies,
        Optional.ofNullable(state),
        checksums,
        encrypt.changesRecipients());
  }
}
