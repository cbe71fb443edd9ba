package io.stocktake.lab.parquet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads Thrift's compact protocol into maps by field id, lists, numbers, truth values and text. */
final class CompactReader {
  private final byte[] in;
  private int at;

  CompactReader(byte[] in, int at) {
    this.in = in;
    this.at = at;
  }

  int position() {
    return at;
  }

  Map<Integer, Object> struct() {
    Map<Integer, Object> fields = new TreeMap<>();
    int id = 0;
    for (int head = in[at++] & 0xFF; head != 0; head = in[at++] & 0xFF) {
      id = head >>> 4 == 0 ? (int) zigzag() : id + (head >>> 4);
      fields.put(id, value(head & 15));
    }
    return fields;
  }

  private Object value(int type) {
    return switch (type) {
      case 1 -> true;
      case 2 -> false;
      case 4, 5, 6 -> zigzag();
      case 8 -> text();
      case 9 -> list();
      case 12 -> struct();
      default -> throw new IllegalArgumentException("thrift type " + type);
    };
  }

  private List<Object> list() {
    int head = in[at++] & 0xFF;
    int size = head >>> 4 == 15 ? (int) varint() : head >>> 4;
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(value(head & 15));
    }
    return elements;
  }

  private String text() {
    int length = (int) varint();
    String text = new String(in, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  private long zigzag() {
    long n = varint();
    return (n >>> 1) ^ -(n & 1);
  }

  private long varint() {
    long value = 0;
    int shift = 0;
    long b = in[at++];
    for (; b < 0; b = in[at++]) {
      value |= (b & 0x7F) << shift;
      shift += 7;
    }
    return value | b << shift;
  }
}
