/** Small tools that planner and executor both need: files, digests, external sort, rates, JSON. */
package io.stocktake.manifests.io;
