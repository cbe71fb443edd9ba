package io.stocktake.planner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.rules.TagRule;
import io.stocktake.planner.rules.TagRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every reason that a plan may give, under every policy. The file is of five bytes; its MD5, that
 * of other bytes and that of the copy offered have names of their own.
 */
class ReconcilerTest {
  private static final ETag OURS = new ETag("1".repeat(32));
  private static final ETag OTHER = new ETag("2".repeat(32));
  private static final ETag OFFERED = new ETag("3".repeat(32));
  private static final ETag OPAQUE = new ETag("4".repeat(32));
  private static final ETag IN_PARTS = new ETag("5".repeat(32) + "-2");
  private static final FileId FILE_ID = new FileId(1, 2);
  private static final PosixAttributes ATTRIBUTES = new PosixAttributes(0100640, 7, 8);
  private static final Instant MTIME = Instant.parse("2026-11-01T00:00:00Z");
  private static final ObjectKey KEY = new ObjectKey("p/a.jpg");

  private record File(String name) implements LocalFacts {
    @Override
    public ObjectKey key() {
      return new ObjectKey("p/" + name);
    }

    @Override
    public long size() {
      return 5;
    }

    @Override
    public OptionalLong encryptedSize() {
      return OptionalLong.empty();
    }

    @Override
    public Instant mtime() {
      return MTIME;
    }

    @Override
    public Optional<FileId> id() {
      return Optional.of(FILE_ID);
    }

    @Override
    public Optional<PosixAttributes> attributes() {
      return Optional.of(ATTRIBUTES);
    }
  }

  private record Known(boolean damaged, boolean proven) implements KnownContent {
    @Override
    public boolean provenUnder(ETag opaque) {
      return proven && opaque.equals(OPAQUE);
    }
  }

  private enum Policy {
    PLAIN,
    UPLOAD,
    SIZE,
    TAGS,
    REPLACE,
    PROPERTIES;

    Reconciler reconciler() {
      return new Reconciler(
          new ReconcilePolicy(
              "p/",
              OrphanPolicy.LEAVE,
              this == UPLOAD ? UndecidedPolicy.UPLOAD : UndecidedPolicy.REPORT,
              this == SIZE,
              rules(),
              false,
              false));
    }

    private ObjectRules rules() {
      boolean tags = this == TAGS || this == REPLACE;
      return new ObjectRules(
          tags ? tagging(this == REPLACE) : TagRules.NONE,
          this == PROPERTIES
              ? new PropertyRules(List.of(PropertyRule.parse("*.jpg content-type=image/jpeg")))
              : PropertyRules.NONE,
          this == PROPERTIES);
    }
  }

  private static TagRules tagging(boolean replace) {
    return new TagRules(List.of(TagRule.parse("* t=1"), TagRule.parse("* on:orphan t=1")), replace);
  }

  /** An equals sign says: as without any policy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # object     | known   | copy     | content    | plain                  | upload                     | size              | tags                   | replace            | properties
          none         | -       | -        | -          | upload new absent      | =                          | =                 | upload new absent t    | upload new absent t | =
          none         | damaged | -        | -          | none silent-change     | =                          | =                 | =                      | =                  | =
          none         | -       | offer    | copy       | copy new absent        | =                          | =                 | copy new absent t      | copy new absent t  | =
          none         | -       | offer    | ours       | upload new absent      | =                          | =                 | upload new absent t    | upload new absent t | =
          none         | -       | archived | copy       | none archived          | =                          | =                 | =                      | =                  | =
          none         | -       | archived | ours       | upload new absent      | =                          | =                 | upload new absent t    | upload new absent t | =
          none         | -       | offer    | unreadable | none unreadable        | =                          | =                 | =                      | =                  | =
          ambiguous    | -       | -        | -          | none ambiguous         | =                          | =                 | =                      | =                  | =
          ambiguous    | damaged | -        | -          | none ambiguous         | =                          | =                 | =                      | =                  | =
          customer     | -       | -        | -          | none customer-key      | =                          | =                 | =                      | =                  | =
          customer+md5 | -       | -        | -          | none customer-key      | =                          | =                 | =                      | =                  | =
          unknown      | -       | -        | -          | none no-evidence       | =                          | =                 | =                      | =                  | =
          larger       | -       | -        | -          | upload size match      | =                          | =                 | upload size match t    | upload size match t | =
          larger       | damaged | -        | -          | none silent-change     | =                          | =                 | =                      | =                  | =
          larger       | -       | offer    | copy       | copy size match        | =                          | =                 | copy size match t      | copy size match t  | =
          larger       | -       | archived | copy       | upload size match      | =                          | =                 | upload size match t    | upload size match t | =
          larger kms   | -       | -        | -          | upload size match      | =                          | =                 | upload size match t    | upload size match t | =
          larger+md5   | -       | -        | -          | upload size match      | =                          | =                 | upload size match t    | upload size match t | =
          ours         | -       | -        | ours       | nothing same           | =                          | nothing same      | add-tags same match t  | tag same match t   | set-properties same match
          ours         | damaged | -        | -          | needs ours             | =                          | nothing same      | =                      | =                  | =
          ours         | -       | -        | other      | upload content match ! | =                          | nothing same      | upload content match ! t | upload content match ! t | =
          ours         | -       | offer    | copy       | copy content match     | =                          | -                 | copy content match t   | copy content match t | =
          ours         | -       | offer    | -          | needs copy ours        | =                          | needs copy        | =                      | =                  | =
          ours         | -       | -        | unreadable | none unreadable        | =                          | nothing same      | =                      | =                  | =
          ours         | -       | -        | changed    | none changed-while-read | =                         | nothing same      | =                      | =                  | =
          ours         | -       | -        | silent     | none silent-change     | =                          | nothing same      | =                      | =                  | =
          parts        | -       | -        | parts      | nothing same           | =                          | nothing same      | add-tags same match t  | tag same match t   | set-properties same match
          parts        | -       | -        | other      | none part-size-unknown | upload part-size-unknown match | nothing same  | =                      | =                  | =
          kms          | -       | -        | -          | none encrypted         | upload encrypted match     | nothing same      | =                      | =                  | =
          kms          | damaged | -        | -          | none encrypted         | none silent-change         | nothing same      | =                      | =                  | =
          kms          | proven  | -        | -          | nothing same           | =                          | nothing same      | add-tags same match t  | tag same match t   | set-properties same match
          kms          | both    | -        | -          | none silent-change     | =                          | nothing same      | =                      | =                  | =
          kms+md5      | -       | -        | ours       | nothing same           | =                          | nothing same      | add-tags same match t  | tag same match t   | set-properties same match
          kms+md5      | -       | -        | other      | upload checksum match ! | =                         | nothing same      | upload checksum match ! t | upload checksum match ! t | =
          """)
  void everySituationUnderEveryPolicy(
      String object,
      String known,
      String copy,
      String content,
      String plain,
      String upload,
      String size,
      String tags,
      String replace,
      String properties) {
    Map<Policy, String> expected =
        Map.of(
            Policy.PLAIN, plain,
            Policy.UPLOAD, upload,
            Policy.SIZE, size,
            Policy.TAGS, tags,
            Policy.REPLACE, replace,
            Policy.PROPERTIES, properties);
    expected.forEach(
        (policy, told) -> {
          if (!told.equals("-")) {
            assertThat(decided(policy.reconciler(), object, known, copy, content))
                .as("%s", policy)
                .isEqualTo(told.equals("=") ? plain : told);
          }
        });
  }

  private static String decided(
      Reconciler reconciler, String object, String known, String copy, String content) {
    File file = new File("a.jpg");
    Optional<RemoteFacts> facts = facts(object);
    Optional<CopyOffer> offer = offer(copy);
    Decision first = reconciler.compare(file, facts, known(known), offer);
    if (first.kind() != Decision.Kind.NEEDS_CONTENT || content.equals("-")) {
      return told(first);
    }
    assertThat(first.row()).isEmpty();
    return told(reconciler.compare(file, facts, first, offer, content(content)));
  }

  private static Optional<RemoteFacts> facts(String words) {
    Optional<ETag> checksum = words.endsWith("+md5") ? Optional.of(OURS) : Optional.empty();
    Optional<RemoteObject> object =
        Optional.ofNullable(
            switch (words.replace("+md5", "")) {
              case "none" -> null;
              case "ambiguous" -> new RemoteObject(RemoteObject.AMBIGUOUS | 5, 0, 0);
              case "customer" -> of(5, OURS, ETagWorth.CUSTOMER_KEY);
              case "unknown" -> of(-1, OURS, ETagWorth.TRANSPARENT);
              case "larger" -> of(6, OURS, ETagWorth.TRANSPARENT);
              case "larger kms" -> of(6, OPAQUE, ETagWorth.OPAQUE);
              case "ours" -> of(5, OURS, ETagWorth.TRANSPARENT);
              case "parts" -> of(5, IN_PARTS, ETagWorth.TRANSPARENT);
              case "kms" -> of(5, OPAQUE, ETagWorth.OPAQUE);
              default -> throw new IllegalArgumentException(words);
            });
    return object.map(there -> new RemoteFacts(there, checksum));
  }

  private static RemoteObject of(long size, ETag etag, ETagWorth worth) {
    return RemoteObject.of(size, Optional.of(etag), worth, false);
  }

  private static Known known(String word) {
    return new Known(
        word.equals("damaged") || word.equals("both"),
        word.equals("proven") || word.equals("both"));
  }

  private static Optional<CopyOffer> offer(String word) {
    CopySource source = new CopySource("old", new ObjectKey("x/a.jpg"), OFFERED, Optional.empty());
    return word.equals("-")
        ? Optional.empty()
        : Optional.of(new CopyOffer(source, word.equals("offer")));
  }

  private static ContentEvidence content(String word) {
    return switch (word) {
      case "ours" -> ContentEvidence.of(List.of(OURS));
      case "other" -> ContentEvidence.of(List.of(OTHER));
      case "copy" -> ContentEvidence.of(List.of(OTHER, OFFERED));
      case "parts" -> ContentEvidence.of(List.of(OTHER, IN_PARTS));
      case "unreadable" -> ContentEvidence.none(Reason.UNREADABLE);
      case "changed" -> ContentEvidence.none(Reason.CHANGED_WHILE_READ);
      case "silent" -> ContentEvidence.none(Reason.SILENT_CHANGE);
      default -> throw new IllegalArgumentException(word);
    };
  }

  /** Action, reason and guard; an exclamation mark for a content, a t for tags. */
  private static String told(Decision decision) {
    return switch (decision.kind()) {
      case NOTHING -> "nothing " + decision.reason().orElseThrow().code();
      case NEEDS_CONTENT ->
          "needs"
              + (decision.formsWanted().contains(OFFERED) ? " copy" : "")
              + (decision.formsWanted().contains(OURS) ? " ours" : "");
      case ROW -> told(decision.row().orElseThrow());
    };
  }

  private static String told(PlanRow row) {
    assertThat(row.key()).isEqualTo(KEY);
    assertThat(row.path()).isEqualTo("a.jpg");
    assertThat(row.size()).isEqualTo(5);
    assertThat(row.mtime()).contains(MTIME);
    assertThat(row.file().isPresent()).isEqualTo(row.action() == Action.UPLOAD);
    row.content().ifPresent(etag -> assertThat(etag).isEqualTo(OTHER));
    List<String> words = new ArrayList<>(List.of(row.action().code(), row.reason().code()));
    if (row.action() != Action.NONE) {
      words.add(row.guard().state() == Guard.State.ABSENT ? "absent" : "match");
    }
    row.content().ifPresent(etag -> words.add("!"));
    if (!row.tags().isEmpty()) {
      words.add("t");
    }
    return String.join(" ", words);
  }

  @Test
  void onlyUploadsCarryTheAttributesOfTheirFiles() {
    Reconciler reconciler = new Reconciler(PlanOptions.defaults().policy("p/"));
    File file = new File("a.jpg");
    PlanRow upload =
        reconciler
            .compare(file, Optional.empty(), KnownContent.NONE, Optional.empty())
            .row()
            .orElseThrow();
    assertThat(upload.attributes()).contains(ATTRIBUTES);
    CopySource from = new CopySource("bucket", KEY, OTHER, Optional.empty());
    assertThat(reconciler.copyOf(upload, from, Reason.MOVED).attributes()).contains(ATTRIBUTES);
    assertThat(reconciler.unread(upload, Reason.UNREADABLE).attributes()).isEmpty();
    assertThat(reconciler.collision(file).row().orElseThrow().attributes()).isEmpty();
  }

  @Test
  void aGuardHoldsTheETagOfTheInventoryAndNotThatOfAChecksum() {
    Decision first =
        Policy.PLAIN
            .reconciler()
            .compare(new File("a.jpg"), facts("kms+md5"), KnownContent.NONE, Optional.empty());
    assertThat(first.formsWanted()).containsExactly(OURS);
    Decision decision =
        Policy.PLAIN
            .reconciler()
            .compare(
                new File("a.jpg"), facts("kms+md5"), first, Optional.empty(), content("other"));
    assertThat(decision.row().orElseThrow().guard()).isEqualTo(Guard.match(OPAQUE));
  }

  @Test
  void aCopyIsWhereItWasOffered() {
    Decision first =
        Policy.PLAIN
            .reconciler()
            .compare(new File("a.jpg"), Optional.empty(), KnownContent.NONE, offer("offer"));
    PlanRow row =
        Policy.PLAIN
            .reconciler()
            .compare(new File("a.jpg"), Optional.empty(), first, offer("offer"), content("copy"))
            .row()
            .orElseThrow();
    assertThat(row.copySource()).isEqualTo(offer("offer").map(CopyOffer::source));
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void theSecondFileOfAKeyIsListed(Policy policy) {
    assertThat(told(policy.reconciler().collision(new File("a.jpg")))).isEqualTo("none collision");
  }

  @Test
  void onlyWhatIsNewOrMustBeWrittenAnewMayBeCopied() {
    Reconciler plain = Policy.PLAIN.reconciler();
    for (String object : List.of("none", "larger", "ours", "parts")) {
      assertThat(first(plain, object).mayBeCopied()).as(object).isTrue();
    }
    for (String object : List.of("ambiguous", "customer", "unknown", "kms")) {
      assertThat(first(plain, object).mayBeCopied()).as(object).isFalse();
    }
    assertThat(first(plain, "none").mayBeMoved()).isTrue();
    assertThat(first(plain, "larger").mayBeMoved()).isFalse();
    assertThat(first(plain, "ours").mayBeMoved()).isFalse();
  }

  private static Decision first(Reconciler reconciler, String object) {
    return reconciler.compare(
        new File("a.jpg"), facts(object), KnownContent.NONE, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # orphans | tags    | usual               | no ETag          | ambiguous
          leave     | -       | nothing orphan      | none no-evidence | none ambiguous
          leave     | add     | add-tags orphan t   | none no-evidence | none ambiguous
          leave     | replace | tag orphan t        | none no-evidence | none ambiguous
          list      | -       | none orphan         | none orphan      | none orphan
          list      | add     | none orphan         | none orphan      | none orphan
          delete    | -       | delete orphan       | none no-evidence | none ambiguous
          delete    | add     | delete orphan       | none no-evidence | none ambiguous
          expire    | -       | add-tags orphan e   | none no-evidence | none ambiguous
          expire    | add     | add-tags orphan t e | none no-evidence | none ambiguous
          expire    | replace | tag orphan t e      | none no-evidence | none ambiguous
          """)
  void everyOrphanUnderEveryPolicy(
      String orphans, String tags, String usual, String withoutETag, String ambiguous) {
    TagRules rules = tags.equals("-") ? TagRules.NONE : tagging(tags.equals("replace"));
    Reconciler reconciler =
        new Reconciler(
            new ReconcilePolicy(
                "p/",
                OrphanPolicy.valueOf(orphans.toUpperCase(Locale.ROOT)),
                UndecidedPolicy.REPORT,
                false,
                new ObjectRules(rules, PropertyRules.NONE, false),
                false,
                false));
    Optional<String> version = Optional.of("v1");
    assertThat(orphan(reconciler.orphan(KEY, 5, Optional.of(OURS), version, false)))
        .isEqualTo(usual);
    assertThat(orphan(reconciler.orphan(KEY, -1, Optional.empty(), version, false)))
        .isEqualTo(withoutETag);
    assertThat(orphan(reconciler.orphan(KEY, 5, Optional.of(OURS), version, true)))
        .isEqualTo(ambiguous);
  }

  private static String orphan(Decision decision) {
    if (decision.row().isEmpty()) {
      return told(decision);
    }
    PlanRow row = decision.row().get();
    boolean written = row.action() != Action.NONE;
    assertThat(row.guard()).isEqualTo(written ? Guard.match(OURS) : Guard.none());
    assertThat(row.versionId().isPresent()).isEqualTo(written);
    assertThat(row.path()).isEmpty();
    assertThat(row.size()).isEqualTo(written || row.reason() == Reason.ORPHAN ? size(row) : 0);
    return row.action().code()
        + " "
        + row.reason().code()
        + (row.tags().tags().containsKey("t") ? " t" : "")
        + (row.tags().tags().containsKey("stocktake") ? " e" : "");
  }

  /** Of one without an ETag the inventory had no size either. */
  private static long size(PlanRow row) {
    assertThat(row.size()).isIn(0L, 5L);
    return row.size();
  }

  @Test
  void aNewFileThatWasMovedIsCopiedAndOneThatCannotBeReadIsListed() {
    Reconciler reconciler = Policy.TAGS.reconciler();
    PlanRow row = first(reconciler, "none").row().orElseThrow();
    CopySource from = offer("offer").orElseThrow().source();
    for (Reason reason : List.of(Reason.MOVED, Reason.DUPLICATE)) {
      PlanRow copy = reconciler.copyOf(row, from, reason);
      assertThat(told(copy)).isEqualTo("copy " + reason.code() + " absent t");
      assertThat(copy.copySource()).contains(from);
    }
    assertThat(told(reconciler.unread(row, Reason.UNREADABLE))).isEqualTo("none unreadable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # NFC | links | name         | new   | over an object
          false | false | a            | true  | true
          false | false | a.rclonelink | true  | true
          true  | false | a            | true  | false
          false | true  | a            | true  | true
          false | true  | a.rclonelink | true  | false
          """)
  void whatOverwritesWaitsWhereAnotherFileMayHaveItsKey(
      boolean composes, boolean links, String name, boolean fresh, boolean over) {
    Reconciler reconciler =
        new Reconciler(
            new ReconcilePolicy(
                "p/",
                OrphanPolicy.LEAVE,
                UndecidedPolicy.REPORT,
                false,
                ObjectRules.NONE,
                composes,
                links));
    assertThat(isCertain(reconciler, name, "none")).isEqualTo(fresh);
    assertThat(isCertain(reconciler, name, "larger")).isEqualTo(over);
    assertThat(isCertain(reconciler, name, "ambiguous")).isFalse();
  }

  private static boolean isCertain(Reconciler reconciler, String name, String object) {
    return reconciler.isCertain(
        reconciler
            .compare(new File(name), facts(object), KnownContent.NONE, Optional.empty())
            .row()
            .orElseThrow());
  }

  @Test
  void aCustomersKeyIsExpectedWhereARuleSaysSo() {
    ObjectRules rules =
        new ObjectRules(
            TagRules.NONE, new PropertyRules(List.of(PropertyRule.parse("*.jpg sse-c=k"))), false);
    Reconciler reconciler =
        new Reconciler(
            new ReconcilePolicy(
                "p/", OrphanPolicy.LEAVE, UndecidedPolicy.REPORT, false, rules, false, false));
    assertThat(reconciler.worth(() -> "a.jpg", ETagWorth.CUSTOMER_KEY)).isEqualTo(ETagWorth.OPAQUE);
    assertThat(reconciler.worth(() -> "a.png", ETagWorth.CUSTOMER_KEY))
        .isEqualTo(ETagWorth.CUSTOMER_KEY);
  }
}
