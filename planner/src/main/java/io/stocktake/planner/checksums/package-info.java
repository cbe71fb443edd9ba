/** Checksums from elsewhere: completion reports of checksum jobs, and md5sum files in and out. */
package io.stocktake.planner.checksums;
