package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.stocktake.manifests.CodedEnum;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The codes of all enums that files, options and screens spell. Plans, journals and scripts of
 * users hold them: a code may be added, but none may be changed or removed.
 */
class SpellingTest {
  private static final List<String> CODES =
      List.of(
          // Of plans: actions, verdicts, reasons, coverage, kinds of problem.
          "upload copy tag add-tags set-properties delete-version delete none",
          "same new moved changed orphan cannot-tell",
          "same new archived duplicate moved size content checksum overwritten deleted orphan"
              + " created unneeded forgotten changed-while-read silent-change unreadable encrypted customer-key"
              + " part-size-unknown no-evidence ambiguous collision",
          "complete partial",
          "unreadable-directory name-not-utf8 reserved-name key-too-long unreadable-file link-loop"
              + " link-outside link-broken link-skipped special-file other-file-system"
              + " listed-missing listed-directory unreadable-attributes silent-change changed-while-read key-collision"
              + " key-is-no-path path-collision object-unknown",
          // Of restore plans: actions, reasons, what becomes of existing files.
          "make-directory fetch set-attributes hard-link link remove remove-directory none",
          "missing differs attributes cannot-tell extra archived exists",
          "skip changed newer overwrite refuse",
          // Of catalogues: kinds of entries, evidence for objects.
          "file directory link special",
          "compared size written found expected",
          // Of a plan's options: links, attributes, orphans, Unicode forms, what cannot be told.
          "skip follow store",
          "none object catalogue both",
          "rclone datasync",
          "leave list delete expire",
          "as-is nfc",
          "report upload",
          // Of property rules.
          "content-type cache-control content-disposition content-encoding content-language"
              + " storage-class encryption kms-key sse-c encrypt-to acl lock-mode lock-until"
              + " legal-hold mtime",
          // Of journals: outcomes, steps of a job, steps and states of an undo plan.
          "done already-done drifted failed unknown skipped",
          "begun created ended",
          "written no-versions declined",
          "not-needed no-versions declined owed written",
          "none owed partial sealed",
          // Of the option --compat: which conditions of a store may be missing.
          "no-conditional-put no-conditional-copy no-conditional-delete",
          // Of jobs: operations, restore tiers, states, classes of failure.
          "tag merge copy checksum restore",
          "bulk standard",
          "new preparing suspended ready active pausing paused completing complete cancelling"
              + " cancelled failing failed",
          "succeeded retry permanent drifted",
          // Of routes: what is asked for, and why rows go direct.
          "auto direct batch",
          "nothing upload delete properties merge too-large rename hidden twice asked unguarded"
              + " too-few keeps-tags marks too-many-kinds not-worth-it",
          // Of probes: guarantees and profiles.
          "put-if-none-match put-if-match complete-if-none-match complete-if-match"
              + " copy-if-none-match copy-if-match delete-if-match delete-many-if-match"
              + " copy-source-if-match part-source-if-match content-md5 etag-is-md5 tags put-tags"
              + " upload-tags list-parts list-versions keeps-versions attributes checksums",
          "aws minio ceph r2 generic",
          // Of verifications: findings, and the algorithms of stored checksums.
          "same differs only-here only-there cannot-tell unread",
          "MD5 CRC64NVME CRC32C CRC32 SHA1 SHA256",
          // Of inventories: file formats.
          "CSV ORC PARQUET",
          // Of options of the command line alone.
          "checksum-job restore-job",
          "now tag",
          // Of failures whose remedy is an option.
          "out-taken out-misplaced state-unusable state-misplaced state-unwritable"
              + " state-copy-taken duplicates-unusable duplicates-misplaced too-many-orphans"
              + " too-many-deletes share-of-prefix orphans-of-list inventory-too-old"
              + " inventory-age-unknown required-file-missing two-file-lists"
              + " file-systems-of-list catalogue-of-list attributes-nowhere nul-in-list object-list-cut-off object-list-of-folders"
              + " report-without-checksums too-many-open-files table-unwritable"
              + " no-stored-checksum customer-key-required customer-key-missing"
              + " customer-key-file customer-key-name lease-unavailable lease-key-taken"
              + " jobs-under-way versioning-unknown region-missing region-wrong"
              + " certificate-untrusted ca-bundle-unusable restore-out-misplaced"
              + " existing-file-differs inventory-without-dates inventory-without-versions"
              + " time-after-inventory removals-unproven no-objects-to-restore",
          "daily weekly",
          "current all");

  @Test
  void everyCodeIsWhatItWas() {
    assertThat(
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.stocktake")
                    .stream()
                    .filter(type -> type.isEnum() && type.isAssignableTo(CodedEnum.class))
                    .map(SpellingTest::codes))
        .containsExactlyInAnyOrderElementsOf(CODES);
  }

  private static String codes(JavaClass type) {
    return Arrays.stream(type.reflect().getEnumConstants())
        .map(constant -> ((CodedEnum) constant).code())
        .collect(Collectors.joining(" "));
  }
}
