/** Restores: their options, how they are run, and how they are shown. */
package io.stocktake.cli.restore;
