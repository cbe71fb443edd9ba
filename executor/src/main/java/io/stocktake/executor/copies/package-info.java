/** Copies from object to object on the server. */
package io.stocktake.executor.copies;
