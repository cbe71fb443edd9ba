/**
 * From a completion report, in any order, to one outcome for every row of a job, in flat memory.
 */
package io.stocktake.executor.batch.report;
