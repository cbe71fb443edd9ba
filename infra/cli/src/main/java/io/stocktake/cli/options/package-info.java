/** Option groups that several commands share; each makes one value. */
package io.stocktake.cli.options;
