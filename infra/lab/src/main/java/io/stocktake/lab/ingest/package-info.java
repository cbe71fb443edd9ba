/** Takes bodies in: to disk once, with every digest that is needed computed on the way. */
package io.stocktake.lab.ingest;
