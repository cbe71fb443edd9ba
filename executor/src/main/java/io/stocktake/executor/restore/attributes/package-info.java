/** File attributes that backup tools keep in the user metadata of objects. */
package io.stocktake.executor.restore.attributes;
