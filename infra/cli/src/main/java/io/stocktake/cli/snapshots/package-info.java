/** Snapshots on the command line: sealed by apply and sync, listed and compared by a command. */
package io.stocktake.cli.snapshots;
