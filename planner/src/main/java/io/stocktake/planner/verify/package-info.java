/** Verification that source and bucket are equal: where ETags cannot tell, S3 is asked. */
package io.stocktake.planner.verify;
