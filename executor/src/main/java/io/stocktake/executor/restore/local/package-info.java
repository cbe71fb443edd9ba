/** The directory that a restore writes to: nothing is written outside it, nothing half done. */
package io.stocktake.executor.restore.local;
