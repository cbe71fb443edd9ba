/** Creation of jobs, so that a job is created once though the answer may be lost. */
package io.stocktake.executor.batch.create;
