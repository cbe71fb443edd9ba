package io.stocktake.cli.terminal;

import io.stocktake.manifests.CodedFailure;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.plan.Reason;
import java.util.ArrayDeque;
import java.util.Deque;

/** Adds to a failure the options that would help: the libraries that fail do not know them. */
public final class Hints {
  private Hints() {}

  /** A failure's message, and the options that help. */
  public static String sentence(Throwable failure) {
    return sentence(failure, String.valueOf(failure.getMessage()));
  }

  /**
   * A message, and the options that help.
   *
   * @param failure has codes, or is caused by what has; a cause's hints go first
   */
  public static String sentence(Throwable failure, String message) {
    Deque<FailureCode> codes = new ArrayDeque<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CodedFailure coded) {
        coded.code().filter(code -> !codes.contains(code)).ifPresent(codes::push);
      }
    }
    String sentence = message;
    for (FailureCode code : codes) {
      sentence = joined(sentence, of(code));
    }
    return sentence;
  }

  /** A reason in words, and the option that helps. */
  public static String sentence(Reason reason) {
    return reason == Reason.PART_SIZE_UNKNOWN
        ? joined(reason.sentence(), "name it by --known-part-size")
        : reason.sentence();
  }

  /** A message, and a hint as its last part or as a sentence of its own. */
  public static String joined(String message, String hint) {
    return message.endsWith("?") || message.endsWith(".")
        ? message + " " + Character.toUpperCase(hint.charAt(0)) + hint.substring(1)
        : message + "; " + hint;
  }

  /** Which options help, to stand behind the message. */
  public static String of(FailureCode code) {
    return switch (code) {
      case OUT_TAKEN -> "name a new directory by --out";
      case OUT_MISPLACED -> "name a directory elsewhere by --out";
      case STATE_UNUSABLE -> "name another directory by --state";
      case STATE_MISPLACED -> "name a directory elsewhere by --state";
      case STATE_UNWRITABLE -> "free some room there, or plan without --state";
      case STATE_COPY_TAKEN -> "remove it, or name another directory by --out";
      case DUPLICATES_UNUSABLE -> "name another file by --duplicates";
      case DUPLICATES_MISPLACED -> "name a file elsewhere by --duplicates";
      case TOO_MANY_ORPHANS ->
          "--max-delete sets the limit, and without --delete the plan shows the rest";
      case TOO_MANY_DELETES -> "--max-delete sets the limit";
      case SHARE_OF_PREFIX ->
          "give --max-delete a count or bytes, or give the share to 'plan' or 'sync'";
      case ORPHANS_OF_LIST ->
          "--delete, and --tag with on:orphan, do not go with --files-from or --listing";
      case INVENTORY_TOO_OLD ->
          "--max-inventory-age sets the limit, and 'plan --inventory live' lists the bucket instead";
      case INVENTORY_AGE_UNKNOWN -> "the check is asked for by --max-inventory-age";
      case REQUIRED_FILE_MISSING -> "the file is asked for by --require-file";
      case TWO_FILE_LISTS -> "give --files-from or --listing, not both";
      case FILE_SYSTEMS_OF_LIST -> "--one-file-system does not go with --files-from or --listing";
      case CATALOGUE_OF_LIST ->
          "--attributes catalogue does not go with --files-from, and no --attributes with --listing";
      case ATTRIBUTES_NOWHERE -> "--xattrs and --acls go with --attributes catalogue";
      case NUL_IN_LIST -> "--from0 takes records that end in a NUL";
      case OBJECT_LIST_CUT_OFF ->
          "list without the AWS CLI's --max-items or --no-paginate, or append the other pages";
      case OBJECT_LIST_OF_FOLDERS -> "list without the AWS CLI's --delimiter";
      case REPORT_WITHOUT_CHECKSUMS ->
          "name the report of a job that 'plan --resolve checksum-job' made";
      case TOO_MANY_OPEN_FILES -> "raise the limit (ulimit -n), or give fewer --threads";
      case TABLE_UNWRITABLE -> "free some room, name another disk by --out, or raise --memory";
      case NO_STORED_CHECKSUM -> "--read compares the bytes";
      case CUSTOMER_KEY_REQUIRED -> "give the object's key by --sse-c-key";
      case CUSTOMER_KEY_MISSING -> "give each as --sse-c-key NAME=FILE";
      case CUSTOMER_KEY_FILE ->
          "--sse-c-key takes NAME=FILE, where FILE is the name of a file that holds the key, not the"
              + " key itself";
      case CUSTOMER_KEY_NAME -> "give apply the key's file by --sse-c-key NAME=FILE";
      case LEASE_UNAVAILABLE -> "if nothing else writes there, use --no-lease";
      case LEASE_KEY_TAKEN -> "name another place by --lease-key";
      case JOBS_UNDER_WAY -> "run apply with --via batch or --via auto until they have ended";
      case VERSIONING_UNKNOWN -> "run apply with --via direct, or let it ask";
      case REGION_MISSING -> "give --region, or set AWS_REGION, or name one in the profile";
      case REGION_WRONG -> "give that Region by --region";
      case CERTIFICATE_UNTRUSTED ->
          "if it should be, name a PEM file that has its certificate by --ca-bundle, AWS_CA_BUNDLE,"
              + " or ca_bundle in the profile";
      case CA_BUNDLE_UNUSABLE -> "name another by --ca-bundle";
      case RESTORE_OUT_MISPLACED -> "name a directory elsewhere by --out";
      case EXISTING_FILE_DIFFERS -> "it was asked for by --existing refuse";
      case INVENTORY_WITHOUT_DATES ->
          "--at and --existing newer need them: add LastModifiedDate to the inventory configuration,"
              + " and wait for its next delivery";
      case INVENTORY_WITHOUT_VERSIONS ->
          "--at needs an inventory of all versions: configure one, and wait for its next delivery";
      case TIME_AFTER_INVENTORY -> "give --at an earlier time, or --inventory a newer delivery";
      case REMOVALS_UNPROVEN -> "restore without --delete";
      case NO_OBJECTS_TO_RESTORE -> "check the bucket, the prefix and the time of --at";
    };
  }
}
