/** The plan bundle on disk: a sealed directory of CSV files and one JSON document. */
package io.stocktake.manifests.bundle;
