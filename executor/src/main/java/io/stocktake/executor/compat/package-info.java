/** Stores that do not hold to all that Amazon S3 does: what a plan needs, and how to do without. */
package io.stocktake.executor.compat;
