/** The result of a verification: views, and how they read. */
package io.stocktake.cli.view.verify;
