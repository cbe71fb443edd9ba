package io.stocktake.planner.plan;

import io.stocktake.manifests.ObjectKey;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * A walked file.
 *
 * @param file where it is
 * @param name its path below the source, {@code /} between names
 * @param key the key it maps to
 * @param size its bytes when it was walked
 * @param mtime its modification time then
 */
record LocalFile(Path file, String name, ObjectKey key, long size, FileTime mtime) {}
