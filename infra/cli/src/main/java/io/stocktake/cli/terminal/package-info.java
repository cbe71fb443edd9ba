/** The terminal: lines, progress, numbers, signals and exit codes. */
package io.stocktake.cli.terminal;
