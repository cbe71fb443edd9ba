/** What became of a plan, told from plan and journal, balanced and sealed. */
package io.stocktake.executor.report;
