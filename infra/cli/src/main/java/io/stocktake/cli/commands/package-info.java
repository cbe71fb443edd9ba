/** One class for each command: it parses options, opens resources and calls a module. */
package io.stocktake.cli.commands;
