/** Reads a file once and says whether an ETag is the ETag of its bytes. */
package io.stocktake.planner.fingerprint;
