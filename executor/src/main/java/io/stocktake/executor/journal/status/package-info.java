/** The journal read back: status of a plan, results, and the plan of what is left. */
package io.stocktake.executor.journal.status;
