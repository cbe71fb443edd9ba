/** What was intended and what came of it: the append-only journal of a plan, and its status. */
package io.stocktake.executor.journal;
