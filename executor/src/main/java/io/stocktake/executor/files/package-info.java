/** The bytes of planned files, checked before and after they are read, and their parts. */
package io.stocktake.executor.files;
