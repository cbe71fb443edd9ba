/** Tags and properties written to objects that exist. */
package io.stocktake.executor.direct.tag;
