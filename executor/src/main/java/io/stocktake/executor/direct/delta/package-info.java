/** Delta uploads: which blocks of a file the object already has, by signatures. */
package io.stocktake.executor.direct.delta;
