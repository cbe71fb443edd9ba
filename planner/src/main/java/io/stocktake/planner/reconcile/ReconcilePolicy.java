package io.stocktake.planner.reconcile;

import io.stocktake.manifests.StoredLink;
import io.stocktake.planner.rules.ObjectRules;

/**
 * What a person decided for all keys of a plan.
 *
 * @param prefix the destination's prefix, empty or ending in a slash
 * @param orphans what becomes of objects without a file
 * @param undecided what becomes of files whose content cannot be compared
 * @param sizeOnly whether a file of its object's size counts as the same, unread
 * @param rules which objects get tags and properties
 * @param composesNames whether keys are composed (Unicode NFC), so that two files may share one
 * @param storesLinks whether a symbolic link becomes an object, whose key a file may have, too
 */
public record ReconcilePolicy(
    String prefix,
    OrphanPolicy orphans,
    UndecidedPolicy undecided,
    boolean sizeOnly,
    ObjectRules rules,
    boolean composesNames,
    boolean storesLinks) {
  /** Whether another file may map to the key of this one. */
  boolean mayShareKey(String name) {
    return composesNames
        || (storesLinks && name.endsWith(StoredLink.SUFFIX))
        || rules.encryption().names().mayCollide(name);
  }
}
