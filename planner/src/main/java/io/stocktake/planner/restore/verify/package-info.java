/** Verification of a directory against a restore plan: what is there, without asking S3. */
package io.stocktake.planner.restore.verify;
