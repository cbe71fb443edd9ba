/** Buckets, versions and multipart uploads, kept in memory and in an append-only log per bucket. */
package io.stocktake.lab.store;
