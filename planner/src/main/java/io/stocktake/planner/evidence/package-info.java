/** What is known of objects' content besides their ETags: checksums that S3 computed for us. */
package io.stocktake.planner.evidence;
