/** A small Parquet writer made from the format's specification: flat schemas, PLAIN, Snappy. */
package io.stocktake.lab.parquet;
