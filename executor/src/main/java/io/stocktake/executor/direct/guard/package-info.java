/** The write protocol: conditional request, what its response means, and how the row ends. */
package io.stocktake.executor.direct.guard;
