package io.stocktake.planner.source;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.InvalidSettingException;
import io.stocktake.manifests.plan.AttributeStyle;
import io.stocktake.manifests.plan.Plan;
import java.util.Map;
import java.util.Set;

/**
 * Which POSIX attributes of the source are kept, and where.
 *
 * @param store where they are kept
 * @param style whose names they have on objects
 * @param xattrs whether extended attributes are kept, too
 * @param acls whether access control lists are kept, too
 */
public record AttributePolicy(Store store, AttributeStyle style, boolean xattrs, boolean acls) {
  /** Keeps no attribute. */
  public static final AttributePolicy NONE =
      new AttributePolicy(Store.NONE, AttributeStyle.RCLONE, false, false);

  private static final String SYSTEM = "system.";
  private static final Set<String> ACLS =
      Set.of(SYSTEM + "posix_acl_access", SYSTEM + "posix_acl_default");

  /** Places for attributes. */
  public enum Store implements CodedEnum {
    /** Nowhere. */
    NONE("none"),
    /** On the objects that are written, as user metadata. */
    OBJECT("object"),
    /** In the plan's catalogue, which lists every entry of the source. */
    CATALOGUE("catalogue"),
    /** On objects, and in the catalogue. */
    BOTH("both");

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
    if (store != Store.CATALOGUE && store != Store.BOTH && (xattrs || acls)) {
      throw new InvalidSettingException(
          FailureCode.ATTRIBUTES_NOWHERE,
          "extended attributes and access control lists need a catalogue to be kept in");
    }
  }

  /** Whether the walk is to tell attributes. */
  public boolean wanted() {
    return store != Store.NONE;
  }

  /** Whether every entry is to be in a catalogue. */
  public boolean inCatalogue() {
    return store == Store.CATALOGUE || store == Store.BOTH;
  }

  /** Whether rows are to carry attributes to the objects. */
  public boolean onObjects() {
    return store == Store.OBJECT || store == Store.BOTH;
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
      into.put(Plan.ATTRIBUTES, store.code());
    }
    if (onObjects()) {
      into.put(Plan.ATTRIBUTE_STYLE, style.code());
    }
    if (xattrs) {
      into.put("xattrs", "true");
    }
    if (acls) {
      into.put("acls", "true");
    }
  }
}
