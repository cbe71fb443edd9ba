package io.stocktake.lab.model;

import java.util.Optional;

/**
 * What a delete did.
 *
 * @param versionId the version removed or the marker made; empty in a bucket without versions
 * @param marker whether that version is a delete marker
 * @param made whether the marker was made by this delete
 */
public record Deletion(Optional<String> versionId, boolean marker, boolean made) {}
