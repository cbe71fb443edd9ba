/** The composition root: where the program starts, and how it ends. */
package io.stocktake.cli;
