package io.stocktake.manifests.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.source.FileId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code plan.json} says: where the plan comes from, what was compared, and the CSV parts that
 * hold its rows. All times are RFC 3339 in UTC, all sizes bytes.
 *
 * @param format always {@link #FORMAT}
 * @param created when the plan was made
 * @param tool name and version of the program that made it
 * @param source the local side
 * @param destination the S3 side
 * @param inventory the evidence for the S3 side
 * @param options what was asked for, by option name
 * @param compared what the comparison found and what it took
 * @param totals rows and bytes by action and reason
 * @param parts the files that hold the rows, in order
 * @param problems the file that lists what could not be read or named
 * @param notes what a reader of this plan should know, in sentences
 * @param inputs the lists and rules that were given beside the two sides, and what they matched;
 *     none in plans of before they were counted
 * @param catalogue the files that list every entry of the source, in order, in the bundle's
 *     directory {@link #CATALOGUE}; none, and no member, where no catalogue was asked for
 */
public record Plan(
    @JsonProperty("format") String format,
    @JsonProperty("created") String created,
    @JsonProperty("tool") String tool,
    @JsonProperty("source") Source source,
    @JsonProperty("destination") Destination destination,
    @JsonProperty("inventory") Inventory inventory,
    @JsonProperty("options") Map<String, String> options,
    @JsonProperty("compared") Compared compared,
    @JsonProperty("totals") List<Total> totals,
    @JsonProperty("parts") List<Part> parts,
    @JsonProperty("problems") Part problems,
    @JsonProperty("notes") List<String> notes,
    @JsonProperty("inputs") List<Input> inputs,
    @JsonProperty("catalogue") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Part> catalogue) {

  /** The only format so far. */
  public static final String FORMAT = "stocktake-plan/1";

  /** The directory of a bundle that holds the files of its catalogue. */
  public static final String CATALOGUE = "catalogue";

  /**
   * The option that says what symbolic links stand for: {@code skip}, {@code follow} or {@code
   * store}.
   */
  public static final String LINKS = "links";

  /** The option that says what becomes of what cannot be told: {@code report} or {@code upload}. */
  public static final String UNDECIDED = "cannot-tell";

  /** The option that holds the property rules, a line each. */
  public static final String PROPERTIES = "property";

  /**
   * The option that says how the patterns of rules are written: {@code glob}. Plans without it are
   * of a time when brackets and backslashes in them stood for themselves.
   */
  public static final String PATTERNS = "patterns";

  /** The option that says which file holds the public keys that files are encrypted to. */
  public static final String KEYRING = "keyring";

  /** The option that says where attributes of files are kept. */
  public static final String ATTRIBUTES = "attributes";

  /** The option that says whose names they have on objects: {@code rclone} if it is not there. */
  public static final String ATTRIBUTE_STYLE = "attributes-style";

  /** The option that says where copies come from. */
  public static final String COPY_FROM = "copy-from";

  /** The option that says when S3 began to scan the bucket that copies come from. */
  public static final String COPY_SCANNED = "copy-scanned";

  /** The option that holds device and inode of the source's root, as {@link FileId} prints them. */
  public static final String SOURCE_ID = "source-id";

  /** Whether everything on a side was seen; only then is absence evidence. */
  public enum Coverage implements CodedEnum {
    COMPLETE("complete"),
    PARTIAL("partial");

    private final String code;

    Coverage(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  /** The local side: its absolute root and whether the walk saw all of it. */
  public record Source(
      @JsonProperty("root") String root, @JsonProperty("coverage") Coverage coverage) {}

  /** The bucket, and the prefix that stands before every path; empty or ending in a slash. */
  public record Destination(
      @JsonProperty("bucket") String bucket, @JsonProperty("prefix") String prefix) {}

  /**
   * The inventory compared against.
   *
   * @param manifest where its manifest was read
   * @param scanned when S3 began the scan
   * @param md5 hex MD5 of the manifest, which names this delivery for good
   * @param files data files
   * @param rows rows read, versions included
   * @param tellsEncryption whether every row says how its object is encrypted
   */
  public record Inventory(
      @JsonProperty("manifest") String manifest,
      @JsonProperty("scanned") String scanned,
      @JsonProperty("md5") String md5,
      @JsonProperty("files") int files,
      @JsonProperty("rows") long rows,
      @JsonProperty("tellsEncryption") boolean tellsEncryption) {}

  /**
   * What the comparison found.
   *
   * @param files regular files walked
   * @param fileBytes their bytes
   * @param objects current objects below the prefix
   * @param objectBytes their bytes
   * @param same files equal to their object
   * @param sameBytes their bytes
   * @param orphans objects without a file
   * @param orphanBytes their bytes
   * @param hashed files read to compare them
   * @param hashedBytes their bytes
   * @param remembered files whose content was known without reading them
   * @param skipped links and special files left out
   */
  public record Compared(
      @JsonProperty("files") long files,
      @JsonProperty("fileBytes") long fileBytes,
      @JsonProperty("objects") long objects,
      @JsonProperty("objectBytes") long objectBytes,
      @JsonProperty("same") long same,
      @JsonProperty("sameBytes") long sameBytes,
      @JsonProperty("orphans") long orphans,
      @JsonProperty("orphanBytes") long orphanBytes,
      @JsonProperty("hashed") long hashed,
      @JsonProperty("hashedBytes") long hashedBytes,
      @JsonProperty("remembered") long remembered,
      @JsonProperty("skipped") long skipped) {}

  /** Rows and bytes of one action for one reason. */
  public record Total(
      @JsonProperty("action") Action action,
      @JsonProperty("reason") Reason reason,
      @JsonProperty("rows") long rows,
      @JsonProperty("bytes") long bytes) {}

  /**
   * A list or a rule, and how much of it was of use.
   *
   * @param name the setting, and what was given with it
   * @param listed entries of a list; -1 of a rule
   * @param matched entries of the list that were matched, or names that the rule was for
   */
  public record Input(
      @JsonProperty("name") String name,
      @JsonProperty("listed") long listed,
      @JsonProperty("matched") long matched) {
    /**
     * A list, named by its setting.
     *
     * @param setting as the plan's options call it
     * @param list what was given
     */
    public static Input list(String setting, String list, long listed, long matched) {
      return new Input(name(setting, list), listed, matched);
    }

    /**
     * A rule, named by its setting.
     *
     * @param setting as the plan's options call it
     * @param rule what was given
     */
    public static Input rule(String setting, String rule, long matched) {
      return new Input(name(setting, "'" + rule + "'"), -1, matched);
    }

    /** The form that plans on disk have. */
    private static String name(String setting, String value) {
      return "--" + setting + " " + value;
    }

    /** Whether it is a list, and not a rule. */
    public boolean hasEntries() {
      return listed >= 0;
    }
  }

  /** A file of the bundle with rows: its name, rows, bytes on disk, and hex SHA-256. */
  public record Part(
      @JsonProperty("name") String name,
      @JsonProperty("rows") long rows,
      @JsonProperty("bytes") long bytes,
      @JsonProperty("sha256") String sha256) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public Part {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'" + name + "' is not a file of the plan's own directory");
      }
    }
  }

  /** The option that names the snapshots that a plan knew, with a space between. */
  public static final String SNAPSHOTS = "snapshots";

  /** Whether it removes versions, or snapshots: then there is no way back. */
  public boolean prunes() {
    return options.containsKey(SNAPSHOTS)
        || totals.stream()
            .anyMatch(
                total ->
                    total.action() == Action.DELETE_VERSION || total.reason() == Reason.FORGOTTEN);
  }

  /** A plan still to be written: totals, parts and problems are the writer's to fill in. */
  public static Plan draft(
      String created,
      String tool,
      Source source,
      Destination destination,
      Inventory inventory,
      Map<String, String> options,
      Compared compared,
      List<String> notes) {
    return new Plan(
        FORMAT,
        created,
        tool,
        source,
        destination,
        inventory,
        options,
        compared,
        List.of(),
        List.of(),
        null,
        notes,
        List.of(),
        List.of());
  }

  /** This plan with what became of the lists and rules that were given. */
  public Plan withInputs(List<Input> given) {
    return new Plan(
        format,
        created,
        tool,
        source,
        destination,
        inventory,
        options,
        compared,
        totals,
        parts,
        problems,
        notes,
        given,
        catalogue);
  }

  /** This plan with the files of its catalogue. */
  public Plan withCatalogue(List<Part> files) {
    return new Plan(
        format,
        created,
        tool,
        source,
        destination,
        inventory,
        options,
        compared,
        totals,
        parts,
        problems,
        notes,
        inputs,
        files);
  }

  /** This plan with what its writer counted. */
  public Plan sealed(List<Total> totals, List<Part> parts, Part problems) {
    return new Plan(
        format,
        created,
        tool,
        source,
        destination,
        inventory,
        options,
        compared,
        totals,
        parts,
        problems,
        notes,
        inputs,
        catalogue);
  }

  /** Rows that ask for {@code action}. */
  public long rows(Action action) {
    return totals.stream().filter(t -> t.action() == action).mapToLong(Total::rows).sum();
  }

  /** Bytes of the rows that ask for {@code action}. */
  public long bytes(Action action) {
    return totals.stream().filter(t -> t.action() == action).mapToLong(Total::bytes).sum();
  }

  /** Rows of this verdict. */
  public long rows(Verdict verdict) {
    return totals.stream()
        .filter(t -> t.reason().verdict() == verdict)
        .mapToLong(Total::rows)
        .sum();
  }

  /** Device and inode of the source's root; empty where nobody told. */
  public Optional<FileId> sourceId() {
    return Optional.ofNullable(options.get(SOURCE_ID)).map(FileId::parse);
  }

  /** Whether symbolic links stand for their targets. */
  public boolean followsLinks() {
    return "follow".equals(options.get(LINKS));
  }

  /** Whether symbolic links are objects, as {@link io.stocktake.manifests.StoredLink} says. */
  public boolean storesLinks() {
    return "store".equals(options.get(LINKS));
  }

  /** Whether rows carry the attributes of files to their objects. */
  public boolean rowsHaveAttributes() {
    String kept = options.getOrDefault(ATTRIBUTES, "");
    return kept.equals("object") || kept.equals("both");
  }

  /** Whose names attributes have on objects. */
  public AttributeStyle attributeStyle() {
    return Optional.ofNullable(options.get(ATTRIBUTE_STYLE))
        .map(style -> CodedEnum.parse(AttributeStyle.class, style))
        .orElse(AttributeStyle.RCLONE);
  }

  /**
   * Whether a HEAD of a row's object must go before it is overwritten: its ETag seems to prove
   * another content, but may prove nothing, for the inventory does not say how it is encrypted.
   */
  public boolean mustLook(PlanRow row) {
    return row.reason() == Reason.CONTENT
        && !inventory.tellsEncryption()
        && !"upload".equals(options.get(UNDECIDED));
  }

  /** When S3 began to scan the bucket that copies come from; RFC 3339. */
  public String copySourceScanned() {
    return options.getOrDefault(COPY_SCANNED, inventory.scanned());
  }

  /** All rows in all parts. */
  public long rows() {
    return parts.stream().mapToLong(Part::rows).sum();
  }
}
