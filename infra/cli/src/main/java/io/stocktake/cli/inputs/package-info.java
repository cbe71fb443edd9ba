/** What is opened for a command and closed after it: inventory, state, listing, rates. */
package io.stocktake.cli.inputs;
