/** What S3 Batch Operations read and write: manifests of objects, and completion reports. */
package io.stocktake.manifests.batch;
