package io.stocktake.manifests.catalogue;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The POSIX attributes of an entry.
 *
 * @param mode {@code st_mode}, with the bits that say the kind
 * @param uid user id of the owner
 * @param gid group id
 * @param owner name of the owner; empty where unknown
 * @param group name of the group; empty where unknown
 * @param mtime modification time
 * @param hardLink the same number for all names of one file, in one catalogue; 0 for a file with
 *     one name
 * @param xattrs extended attributes by name, sorted; ACLs are {@code system.posix_acl_access} and
 *     {@code system.posix_acl_default}
 */
public record EntryAttributes(
    int mode,
    long uid,
    long gid,
    String owner,
    String group,
    Instant mtime,
    long hardLink,
    Map<String, Bytes> xattrs) {
  public EntryAttributes {
    xattrs = Collections.unmodifiableMap(new TreeMap<>(xattrs));
  }
}
