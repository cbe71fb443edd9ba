package io.stocktake.manifests;

/**
 * The stable code of a failure whose remedy is a setting of the caller. The message of such a
 * failure says what happened and to what; how to set things otherwise is for the caller to say, who
 * alone knows what its settings are called.
 */
public enum FailureCode implements CodedEnum {
  /** The directory for the plan is a file, or not empty. */
  OUT_TAKEN("out-taken"),
  /** The plan would lie inside the source, or around it. */
  OUT_MISPLACED("out-misplaced"),
  /** The state cannot be kept where it was asked for. */
  STATE_UNUSABLE("state-unusable"),
  /** The state would lie inside the source or the plan, or around them. */
  STATE_MISPLACED("state-misplaced"),
  /** The state cannot be written. */
  STATE_UNWRITABLE("state-unwritable"),
  /** What is beside the plan is no local copy of a state in S3. */
  STATE_COPY_TAKEN("state-copy-taken"),
  /** The list of duplicates cannot be written where it was asked for. */
  DUPLICATES_UNUSABLE("duplicates-unusable"),
  /** The list of duplicates would lie inside the source or the plan. */
  DUPLICATES_MISPLACED("duplicates-misplaced"),
  /** A plan would delete more than the limit. */
  TOO_MANY_ORPHANS("too-many-orphans"),
  /** A plan that is to be applied deletes more than the limit. */
  TOO_MANY_DELETES("too-many-deletes"),
  /** A limit that is a share of a prefix, of a plan that does not hold the count. */
  SHARE_OF_PREFIX("share-of-prefix"),
  /** Objects without a file cannot be told from a list of files. */
  ORPHANS_OF_LIST("orphans-of-list"),
  /** The inventory is older than the limit. */
  INVENTORY_TOO_OLD("inventory-too-old"),
  /** The age of the inventory cannot be told, although there is a limit. */
  INVENTORY_AGE_UNKNOWN("inventory-age-unknown"),
  /** The source lacks a required file. */
  REQUIRED_FILE_MISSING("required-file-missing"),
  /** Two ways to name the files of the source. */
  TWO_FILE_LISTS("two-file-lists"),
  /** File systems are told apart by a walk alone. */
  FILE_SYSTEMS_OF_LIST("file-systems-of-list"),
  /** A catalogue is made by a walk alone. */
  CATALOGUE_OF_LIST("catalogue-of-list"),
  /** Attributes were asked for, but no place to keep them. */
  ATTRIBUTES_NOWHERE("attributes-nowhere"),
  /** A list of paths holds NUL bytes. */
  NUL_IN_LIST("nul-in-list"),
  /** A listing of objects by the AWS CLI was cut off. */
  OBJECT_LIST_CUT_OFF("object-list-cut-off"),
  /** A listing of objects by the AWS CLI has folders instead. */
  OBJECT_LIST_OF_FOLDERS("object-list-of-folders"),
  /** A report of a job has no MD5 of the bucket's objects. */
  REPORT_WITHOUT_CHECKSUMS("report-without-checksums"),
  /** More files are open than the system allows. */
  TOO_MANY_OPEN_FILES("too-many-open-files"),
  /** The table of objects does not find room on the disk. */
  TABLE_UNWRITABLE("table-unwritable"),
  /** An object whose content nothing that S3 keeps tells. */
  NO_STORED_CHECKSUM("no-stored-checksum"),
  /** An object opens with no customer key that was given. */
  CUSTOMER_KEY_REQUIRED("customer-key-required"),
  /** Rules name customer keys that were not given. */
  CUSTOMER_KEY_MISSING("customer-key-missing"),
  /** The file of a customer key cannot be read, or holds no key. */
  CUSTOMER_KEY_FILE("customer-key-file"),
  /** A rule has something else where the name of a customer key belongs. */
  CUSTOMER_KEY_NAME("customer-key-name"),
  /** The lease cannot be taken. */
  LEASE_UNAVAILABLE("lease-unavailable"),
  /** Something else lies where the lease would be kept. */
  LEASE_KEY_TAKEN("lease-key-taken"),
  /** Jobs of the plan are under way, and the run may not use jobs. */
  JOBS_UNDER_WAY("jobs-under-way"),
  /** Whether the bucket keeps versions cannot be told, and jobs depend on it. */
  VERSIONING_UNKNOWN("versioning-unknown"),
  /** No AWS Region is set. */
  REGION_MISSING("region-missing"),
  /** The bucket is in another Region. */
  REGION_WRONG("region-wrong"),
  /** A certificate was issued by an authority that is not trusted. */
  CERTIFICATE_UNTRUSTED("certificate-untrusted"),
  /** The file of certificate authorities that was given cannot be used. */
  CA_BUNDLE_UNUSABLE("ca-bundle-unusable"),
  /** A restore plan would lie inside the directory to restore into, or around it. */
  RESTORE_OUT_MISPLACED("restore-out-misplaced"),
  /** An existing file differs from its object, and none may. */
  EXISTING_FILE_DIFFERS("existing-file-differs"),
  /** Objects and files are to be compared by date, and the inventory has none. */
  INVENTORY_WITHOUT_DATES("inventory-without-dates"),
  /** A state of the past is asked of an inventory of current objects. */
  INVENTORY_WITHOUT_VERSIONS("inventory-without-versions"),
  /** A state is asked for that is newer than the inventory. */
  TIME_AFTER_INVENTORY("time-after-inventory"),
  /** Extra files are to be removed, and no object is there. */
  REMOVALS_UNPROVEN("removals-unproven"),
  NO_OBJECTS_TO_RESTORE("no-objects-to-restore");

  private final String code;

  FailureCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
