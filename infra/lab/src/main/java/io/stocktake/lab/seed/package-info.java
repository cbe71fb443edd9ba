/** Creates objects by the million, whose bytes are made up as they are read. */
package io.stocktake.lab.seed;
