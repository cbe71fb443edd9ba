/** The bytes of stored objects, each of them proven. */
package io.stocktake.executor.restore.content;
