/** Results of commands as text and JSON. */
package io.stocktake.cli.view;
