/** Text to values: settings, sizes, rates, configuration files. */
package io.stocktake.cli.parse;
