/** What is the same in an object and in the file that shall replace it, by digests of blocks. */
package io.stocktake.executor.delta;
