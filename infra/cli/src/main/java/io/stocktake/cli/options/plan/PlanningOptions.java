package io.stocktake.cli.options.plan;

import io.stocktake.cli.inputs.ChecksumInputs;
import io.stocktake.cli.inputs.PlanningSession;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.parse.Converters.ByteSize;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of planning: deletes, undecided files, and the plan's form. */
public final class PlanningOptions {
  @Option(
      names = "--delete",
      arity = "0..1",
      parameterConsumer = DeleteConsumer.class,
      paramLabel = "now|tag",
      description = {
        "Also plan to delete objects that have no file, if all files could be read; with"
            + " --delete=tag, tag them stocktake=expire for a lifecycle rule to expire."
      })
  private Delete delete;

  /** Takes the next argument only if it says how to delete, so that SOURCE may follow. */
  static final class DeleteConsumer implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec argument, CommandSpec command) {
      boolean said =
          !arguments.isEmpty()
              && Arrays.stream(Delete.values())
                  .anyMatch(mode -> mode.code().equalsIgnoreCase(arguments.peek()));
      argument.setValue(
          said
              ? CodedEnum.parse(Delete.class, arguments.pop().toLowerCase(Locale.ROOT))
              : Delete.NOW);
    }
  }

  /** How objects without a file go. */
  enum Delete implements CodedEnum {
    NOW("now"),
    TAG("tag");

    private final String code;

    Delete(String code) {
      this.code = code;
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

  @Option(
      names = "--cannot-tell",
      paramLabel = "report|upload",
      defaultValue = "report",
      description = "What to do with a file whose object's ETag proves nothing (default: report).")
  private UndecidedPolicy undecided;

  @Option(names = "--gzip", description = "Compress the plan's CSV files.")
  private boolean gzip;

  @Mixin private ComparingOptions comparing;
  @Mixin private SafetyOptions safety;
  @Mixin private ReadingOptions reading;
  @Mixin private TagOptions tags;
  @Mixin private PropertyOptions properties;
  @Mixin private CopyOptions copies;
  @Mixin private AttributeOptions attributes;

  /** What is asked for. */
  public PlanOptions options() throws IOException {
    return Checked.options(
        () ->
            new PlanOptions(
                comparing.naming(),
                comparing.selection(attributes.policy()),
                reading.reading(),
                comparing.content(orphans(), undecided),
                comparing.rules(tags.rules(), properties.rules(), properties.update()),
                comparing.resources(gzip),
                safety.safety()));
  }

  private OrphanPolicy orphans() {
    if (delete == null) {
      return OrphanPolicy.LEAVE;
    }
    return delete == Delete.NOW ? OrphanPolicy.DELETE : OrphanPolicy.EXPIRE;
  }

  /** Refuses what does not go together. */
  public void check() throws StocktakeException {
    reading.check(comparing.knowsContents());
  }

  /** Whether objects may be copied from elsewhere. */
  public boolean copies() {
    return copies.given();
  }

  /** Where files belong. */
  public S3Location destination() {
    return comparing.destination();
  }

  /** Size of a part in uploads of this program. */
  public ByteSize partSize() {
    return comparing.partSize();
  }

  /**
   * What a plan is made from.
   *
   * @param checksums evidence of objects' content besides their ETags
   */
  public PlanningSession.Inputs inputs(ChecksumInputs checksums) throws StocktakeException {
    return comparing.inputs(copies.copies(), checksums);
  }

  /** Says what a list of duplicates lacks. */
  public void note(Screen screen, PlanProgress progress) {
    reading.note(screen, progress);
  }
}
