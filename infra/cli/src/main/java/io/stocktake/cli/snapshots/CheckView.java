package io.stocktake.cli.snapshots;

/**
 * What came of the check of a snapshot.
 *
 * @param scanned when the inventory was made
 * @param objects objects that the snapshot names
 * @param missing those that the inventory does not list so
 * @param notStored files in the snapshot that no object holds
 * @param listed rows of the inventory
 * @param tellsVersions whether the inventory tells versions, so that old ones could be seen
 */
record CheckView(
    String id,
    String scanned,
    long objects,
    long missing,
    long notStored,
    long listed,
    boolean tellsVersions) {}
