package io.stocktake.planner.source.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** A record of a list: its bytes, decoded to text only on demand. */
public final class DelimitedRecord {
  private final long number;
  private final byte[] bytes;
  private final int from;
  private final int to;

  DelimitedRecord(long number, byte[] bytes, int from, int to) {
    this.number = number;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** The record's number, from 1. */
  public long number() {
    return number;
  }

  /** Its bytes. */
  public int length() {
    return to - from;
  }

  /** One of its bytes, counted from 0. */
  public byte at(int place) {
    return bytes[from + place];
  }

  /** The last place before this one that has a byte; negative if there is none. */
  public int lastIndexOf(char ascii, int before) {
    int place = before - 1;
    while (place >= 0 && at(place) != ascii) {
      place--;
    }
    return place;
  }

  /** What it says; nothing if its bytes are not UTF-8. */
  public Optional<String> text() {
    return isUtf8() ? Optional.of(shown()) : Optional.empty();
  }

  /** What a part of it says, with U+FFFD for bytes that are not UTF-8. */
  public String text(int first, int end) {
    return new String(bytes, from + first, end - first, UTF_8);
  }

  /** Its text, with U+FFFD for bytes that are not UTF-8. */
  public String shown() {
    return text(0, length());
  }

  /** Whether its bytes are UTF-8. */
  public boolean isUtf8() {
    return ByteScan.isAscii(bytes, from, to) || decodes();
  }

  private boolean decodes() {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
