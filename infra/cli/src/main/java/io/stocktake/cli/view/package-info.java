/** Results of commands as records, which JSON and text show alike; below, by what they are of. */
package io.stocktake.cli.view;
