/** Plans and applies at the same time, part by part. */
package io.stocktake.cli.sync;
