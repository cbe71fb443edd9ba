/** One class for each command: it parses, wires and calls. */
package io.stocktake.cli.commands;
