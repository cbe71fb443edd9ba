/** Proof that two sides are equal: what a plan cannot tell, S3 is asked. */
package io.stocktake.planner.proof;
