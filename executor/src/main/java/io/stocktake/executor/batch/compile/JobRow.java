package io.stocktake.executor.batch.compile;

import io.stocktake.manifests.ObjectKey;
import java.util.Optional;

/**
 * One row of a job.
 *
 * @param ordinal the row's number in the plan
 * @param size bytes of its object
 * @param key the object in the manifest
 * @param versionId its version, where the manifest names versions
 */
public record JobRow(long ordinal, long size, ObjectKey key, Optional<String> versionId) {}
