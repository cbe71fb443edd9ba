/** Server-side copies: one CopyObject, or parts of a large object. */
package io.stocktake.executor.direct.copy;
