/** ETags of a file's bytes, for each part size in question, in one read. */
package io.stocktake.planner.fingerprint;
