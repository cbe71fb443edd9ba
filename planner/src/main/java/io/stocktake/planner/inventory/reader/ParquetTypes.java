package io.stocktake.planner.inventory.reader;

import io.stocktake.manifests.StocktakeException;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Which Parquet types are taken for a column. S3's are BINARY (STRING), INT64 and BOOLEAN; other
 * writers narrow or mark them, which must not change what a value means (parquet-format,
 * "LogicalTypes").
 */
final class ParquetTypes {
  private ParquetTypes() {}

  /**
   * Refuses a column whose values would not mean what they say.
   *
   * @param file how to call the file in messages
   */
  static void check(Column column, Type type, String file) throws StocktakeException {
    if (!type.isPrimitive()
        || type.isRepetition(Repetition.REPEATED)
        || !isOf(column.kind(), type.asPrimitiveType())) {
      throw column.notOf(type.toString(), file + " is not a Parquet file");
    }
  }

  private static boolean isOf(Column.Kind kind, PrimitiveType type) {
    PrimitiveTypeName stored = type.getPrimitiveTypeName();
    LogicalTypeAnnotation meant = type.getLogicalTypeAnnotation();
    return switch (kind) {
      case TEXT -> isText(stored, meant);
      case NUMBER ->
          (stored == PrimitiveTypeName.INT64 || stored == PrimitiveTypeName.INT32)
              && (meant == null || meant instanceof IntLogicalTypeAnnotation || isWhole(meant));
      case FLAG -> stored == PrimitiveTypeName.BOOLEAN && meant == null;
      case TIME ->
          isText(stored, meant)
              || (stored == PrimitiveTypeName.INT64
                  && meant instanceof TimestampLogicalTypeAnnotation);
    };
  }

  private static boolean isText(PrimitiveTypeName stored, LogicalTypeAnnotation meant) {
    return stored == PrimitiveTypeName.BINARY
        && (meant == null
            || meant instanceof StringLogicalTypeAnnotation
            || meant instanceof EnumLogicalTypeAnnotation);
  }

  private static boolean isWhole(LogicalTypeAnnotation meant) {
    return meant instanceof DecimalLogicalTypeAnnotation decimal && decimal.getScale() == 0;
  }

  /** Whether an INT32 has no sign. */
  static boolean isUnsigned(PrimitiveType type) {
    return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
        && !number.isSigned();
  }
}
