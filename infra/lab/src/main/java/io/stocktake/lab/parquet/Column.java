package io.stocktake.lab.parquet;

/** A column of a flat schema. */
public record Column(String name, Type type, boolean required) {
  /** Column types, with what the footer says of them. */
  public enum Type {
    /** UTF-8 text. */
    STRING(6, 0, "binary", " (STRING)"),
    /** Truth values. */
    BOOLEAN(0, -1, "boolean", ""),
    /** 64-bit numbers. */
    LONG(2, -1, "int64", ""),
    /** Milliseconds since the epoch, UTC. */
    TIMESTAMP(2, 9, "int64", " (TIMESTAMP(MILLIS,true))");

    private final int physical;
    private final int converted;
    private final String text;
    private final String annotation;

    Type(int physical, int converted, String text, String annotation) {
      this.physical = physical;
      this.converted = converted;
      this.text = text;
      this.annotation = annotation;
    }

    /** The format's number of the physical type. */
    int physical() {
      return physical;
    }

    /** The format's number of the converted type, or -1. */
    int converted() {
      return converted;
    }
  }

  /** The column as a schema text shows it, for example {@code optional int64 size}. */
  public String schemaText() {
    String repetition = required ? "required" : "optional";
    return repetition + " " + type.text + " " + name + type.annotation;
  }
}
