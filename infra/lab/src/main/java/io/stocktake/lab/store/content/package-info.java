/** Bytes of objects: on disk, or made up as they are read. */
package io.stocktake.lab.store.content;
