package io.stocktake.lab.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes Thrift's compact protocol, as far as Parquet's metadata needs it: structs with ascending
 * field ids, zigzag varints, strings, lists.
 */
final class CompactWriter {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int I16 = 4;
  static final int I32 = 5;
  private static final int I64 = 6;
  static final int BINARY = 8;
  private static final int LIST = 9;
  static final int STRUCT = 12;
  private static final int SHORT_LIST = 15;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Integer> outer = new ArrayDeque<>();
  private int lastId;

  CompactWriter i16(int id, int value) {
    field(id, I16);
    return varint(zigzag(value));
  }

  CompactWriter i32(int id, int value) {
    field(id, I32);
    return varint(zigzag(value));
  }

  CompactWriter i64(int id, long value) {
    field(id, I64);
    return varint(zigzag(value));
  }

  CompactWriter bool(int id, boolean value) {
    field(id, value ? TRUE : FALSE);
    return this;
  }

  CompactWriter string(int id, String value) {
    field(id, BINARY);
    return string(value);
  }

  /** A string as an element of a list. */
  CompactWriter string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** A number as an element of a list. */
  CompactWriter i32(int value) {
    return varint(zigzag(value));
  }

  /** Opens a struct in a field; {@link #end} closes it. */
  CompactWriter struct(int id) {
    field(id, STRUCT);
    return struct();
  }

  /** Opens a struct as an element of a list. */
  CompactWriter struct() {
    outer.push(lastId);
    lastId = 0;
    return this;
  }

  /** Closes a struct, the outermost included. */
  CompactWriter end() {
    out.write(0);
    lastId = outer.isEmpty() ? 0 : outer.pop();
    return this;
  }

  CompactWriter list(int id, int elementType, int size) {
    field(id, LIST);
    if (size < SHORT_LIST) {
      out.write((size << 4) | elementType);
      return this;
    }
    out.write((SHORT_LIST << 4) | elementType);
    return varint(size);
  }

  private void field(int id, int type) {
    int delta = id - lastId;
    if (delta < 1 || delta > SHORT_LIST) {
      throw new IllegalArgumentException("field " + id + " cannot follow field " + lastId);
    }
    out.write((delta << 4) | type);
    lastId = id;
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private CompactWriter varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
