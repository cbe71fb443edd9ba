/** Uploads of local files, whole or in parts. */
package io.stocktake.executor.uploads;
