package io.stocktake.executor.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Media types by a file name's extension, or by the first bytes of its content. */
final class ContentTypes {
  private static final String UNKNOWN = "application/octet-stream";

  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("png", "image/png"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("tif", "image/tiff"),
          Map.entry("tiff", "image/tiff"),
          Map.entry("heic", "image/heic"),
          Map.entry("heif", "image/heif"),
          Map.entry("avif", "image/avif"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("ico", "image/vnd.microsoft.icon"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("m4v", "video/mp4"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("webm", "video/webm"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("json", "application/json"),
          Map.entry("js", "text/javascript"),
          Map.entry("css", "text/css"),
          Map.entry("txt", "text/plain"),
          Map.entry("md", "text/markdown"),
          Map.entry("html", "text/html"),
          Map.entry("htm", "text/html"),
          Map.entry("csv", "text/csv"),
          Map.entry("xml", "application/xml"),
          Map.entry("zip", "application/zip"),
          Map.entry("gz", "application/gzip"),
          Map.entry("gpg", "application/pgp-encrypted"),
          Map.entry("pgp", "application/pgp-encrypted"),
          Map.entry("tar", "application/x-tar"));

  private static final Map<String, String> BY_MAGIC =
      Map.ofEntries(
          Map.entry("\u00ff\u00d8\u00ff", "image/jpeg"),
          Map.entry("\u0089PNG\r\n\u001a\n", "image/png"),
          Map.entry("GIF87a", "image/gif"),
          Map.entry("GIF89a", "image/gif"),
          Map.entry("II*\u0000", "image/tiff"),
          Map.entry("MM\u0000*", "image/tiff"),
          Map.entry("%PDF-", "application/pdf"),
          Map.entry("PK\u0003\u0004", "application/zip"),
          Map.entry("\u001f\u008b", "application/gzip"));

  private static final int BOX = 4;
  private static final int KIND = 8;

  private ContentTypes() {}

  /** The type by the name's ending, or else by the first bytes. */
  static String of(String name, byte[] head) {
    String byName = byEnding(name);
    return byName == null ? byContent(head) : byName;
  }

  /** The type by the name's ending; null if that tells none. */
  static String byEnding(String name) {
    int dot = name.lastIndexOf('.');
    boolean ends = dot > name.lastIndexOf('/') + 1;
    return ends ? BY_ENDING.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)) : null;
  }

  /** The bytes after RIFF's length and ISO's box length name the format. */
  private static String byContent(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> magic : BY_MAGIC.entrySet()) {
      if (text.startsWith(magic.getKey())) {
        return magic.getValue();
      }
    }
    if (text.startsWith("RIFF") && text.startsWith("WEBP", KIND)) {
      return "image/webp";
    }
    return text.startsWith("ftyp", BOX) ? byBrand(text.substring(KIND)) : UNKNOWN;
  }

  private static String byBrand(String brand) {
    if (brand.startsWith("avif")) {
      return "image/avif";
    }
    if (brand.startsWith("heic") || brand.startsWith("heix") || brand.startsWith("mif1")) {
      return "image/heic";
    }
    return brand.startsWith("qt  ") ? "video/quicktime" : "video/mp4";
  }
}
