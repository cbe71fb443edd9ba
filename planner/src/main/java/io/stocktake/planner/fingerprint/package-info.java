/** Reads each file once and says which ETags its bytes have. */
package io.stocktake.planner.fingerprint;
