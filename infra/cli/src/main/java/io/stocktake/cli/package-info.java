/** Commands, wiring, words on the screen and exit codes. */
package io.stocktake.cli;
