/** Small tools for files and bytes that planner and executor both need. */
package io.stocktake.manifests.io;
