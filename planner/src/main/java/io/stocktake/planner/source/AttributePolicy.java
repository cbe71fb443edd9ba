package io.stocktake.planner.source;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.InvalidSettingException;
import java.util.Map;
import java.util.Set;

/**
 * Which POSIX attributes of the source are kept, and where.
 *
 * @param store where they are kept
 * @param xattrs whether extended attributes are kept, too
 * @param acls whether access control lists are kept, too
 */
public record AttributePolicy(Store store, boolean xattrs, boolean acls) {
  /** Keeps no attribute. */
  public static final AttributePolicy NONE = new AttributePolicy(Store.NONE, false, false);

  private static final String SYSTEM = "system.";
  private static final Set<String> ACLS =
      Set.of(SYSTEM + "posix_acl_access", SYSTEM + "posix_acl_default");

  /** Places for attributes. */
  public enum Store implements CodedEnum {
    /** Nowhere. */
    NONE("none"),
    /** In the plan's catalogue, which lists every entry of the source. */
    CATALOGUE("catalogue");

    private final String code;

    Store(String code) {
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

  public AttributePolicy {
    if (store == Store.NONE && (xattrs || acls)) {
      throw new InvalidSettingException(
          FailureCode.ATTRIBUTES_NOWHERE,
          "extended attributes and access control lists need a catalogue to be kept in");
    }
  }

  /** Whether the walk is to tell attributes. */
  public boolean wanted() {
    return store != Store.NONE;
  }

  /** Whether any extended attributes are wanted, ACLs among them. */
  public boolean wantsExtended() {
    return xattrs || acls;
  }

  /** Whether an extended attribute is wanted, by its name; the system's own are no user's. */
  public boolean wantsExtended(String name) {
    return name.startsWith(SYSTEM) ? acls && ACLS.contains(name) : xattrs;
  }

  /** What was asked for, by option name. */
  public void describe(Map<String, String> into) {
    if (wanted()) {
      into.put("attributes", store.code());
    }
    if (xattrs) {
      into.put("xattrs", "true");
    }
    if (acls) {
      into.put("acls", "true");
    }
  }
}
