package io.stocktake.executor.files;

/**
 * The part sizes that a run may use.
 *
 * @param wanted bytes of a part, unless that makes too many
 * @param most bytes of a part that may be in memory
 */
public record PartSizes(long wanted, long most) {}
