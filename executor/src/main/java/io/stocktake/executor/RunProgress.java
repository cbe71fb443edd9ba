package io.stocktake.executor;

/**
 * The progress of a run at one instant.
 *
 * @param rows rows with an outcome, those of earlier runs included as the run passes them
 * @param rowsPlanned rows that ask for an action
 * @param bytesSent bytes of bodies this run sent and the store took
 * @param bytesPlanned bytes of all files to upload
 * @param notAsPlanned rows drifted, failed, unknown or skipped so far
 */
public record RunProgress(
    long rows, long rowsPlanned, long bytesSent, long bytesPlanned, long notAsPlanned) {}
