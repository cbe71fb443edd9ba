package io.stocktake.planner.reconcile;

import io.stocktake.manifests.plan.CopySource;

/**
 * An object of the file's size elsewhere, which can be copied if it has the file's content.
 *
 * @param source where it is, with its ETag
 * @param copyable whether S3 can read it now; an archived object must be restored first
 */
public record CopyOffer(CopySource source, boolean copyable) {}
