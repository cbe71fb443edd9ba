package io.stocktake.lab.parquet;

/** Numbers of parquet.thrift that the writer uses. */
final class ParquetFormat {
  static final int DATA_PAGE = 0;
  static final int PLAIN = 0;
  static final int RLE = 3;
  static final int SNAPPY = 1;
  static final int REQUIRED = 0;
  static final int OPTIONAL = 1;
  static final String MAGIC = "PAR1";

  private ParquetFormat() {}
}
