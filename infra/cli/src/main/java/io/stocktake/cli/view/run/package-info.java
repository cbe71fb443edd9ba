/** Results of writing to a destination: views, and how they read. */
package io.stocktake.cli.view.run;
