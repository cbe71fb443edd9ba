/** Parts that the results of several commands have, and how they read. */
package io.stocktake.cli.view.parts;
