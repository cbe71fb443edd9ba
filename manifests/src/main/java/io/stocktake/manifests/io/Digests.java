package io.stocktake.manifests.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The message digests that every JDK has. */
public final class Digests {
  private static final int BUFFER = 64 * 1024;

  private Digests() {}

  /** A new MD5, which S3 uses for ETags, inventories and reports. */
  public static MessageDigest md5() {
    return digest("MD5");
  }

  /** A new SHA-256, which seals plans. */
  public static MessageDigest sha256() {
    return digest("SHA-256");
  }

  /** A new SHA-1, which OpenPGP's modification detection code is made of; safe for nothing else. */
  public static MessageDigest sha1() {
    return digest("SHA-1");
  }

  /** Lower-case hex SHA-256 of a file. */
  public static String sha256(Path file) throws IOException {
    return hexOf(file, sha256());
  }

  /** Lower-case hex MD5 of a file. */
  public static String md5(Path file) throws IOException {
    return hexOf(file, md5());
  }

  /** Bytes as lower-case hex. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String hexOf(Path file, MessageDigest digest) throws IOException {
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        // the stream feeds the digest
      }
    }
    return hex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
