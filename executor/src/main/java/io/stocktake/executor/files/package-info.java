/** Local files as a plan saw them, and how they are cut into parts. */
package io.stocktake.executor.files;
