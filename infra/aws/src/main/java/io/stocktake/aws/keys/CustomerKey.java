package io.stocktake.aws.keys;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.SystemErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A customer key (SSE-C), sent with each request and stored nowhere. Only its name appears in
 * plans, journals and messages.
 */
public final class CustomerKey {
  /** The one algorithm there is. */
  private static final String ALGORITHM = "AES256";

  private static final String OF_OBJECT = "x-amz-server-side-encryption-customer-";
  private static final String OF_SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
  private static final int BYTES = 32;
  private static final int ROUNDS = 100_000;
  private static final int MOST_BYTES = 64;
  private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]{43}=)\\r?\\n?");

  private final String name;
  private final String base64;
  private final String md5;

  private CustomerKey(String name, byte[] key) {
    this.name = name;
    this.base64 = Base64.getEncoder().encodeToString(key);
    this.md5 = Base64.getEncoder().encodeToString(Digests.md5().digest(key));
  }

  /**
   * Reads a key.
   *
   * @param name what rules call it
   * @param file 32 bytes, or 44 characters of base64 and maybe the end of a line
   * @throws StocktakeException of kind USAGE that says nothing of what is in the file
   */
  public static CustomerKey read(String name, Path file) throws StocktakeException {
    byte[] content = bytes(name, file);
    try {
      return new CustomerKey(name, decoded(name, file, content));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static byte[] bytes(String name, Path file) throws StocktakeException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      // What names no file may be the key, so it is not repeated.
      throw StocktakeException.usage(
          FailureCode.CUSTOMER_KEY_FILE,
          "the file of the customer key "
              + name
              + " cannot be read ("
              + SystemErrors.reason(e)
              + ")");
    }
  }

  private static byte[] decoded(String name, Path file, byte[] content) throws StocktakeException {
    if (content.length == BYTES) {
      return content.clone();
    }
    Matcher text = BASE64.matcher(new String(content, StandardCharsets.ISO_8859_1));
    if (!text.matches()) {
      throw StocktakeException.usage(
          FailureCode.CUSTOMER_KEY_FILE,
          file
              + ", the file of the customer key "
              + name
              + ", holds no key: that is 32 bytes, or 44 characters of base64");
    }
    return Base64.getDecoder().decode(text.group(1));
  }

  /** What rules call it. */
  public String name() {
    return name;
  }

  /** The headers of a request that writes or reads an object under it. */
  public Map<String, String> headers() {
    return headers(OF_OBJECT);
  }

  /** The headers of a request that copies from an object under it. */
  public Map<String, String> sourceHeaders() {
    return headers(OF_SOURCE);
  }

  /**
   * 32 bytes that show that somebody has the key, and not what it is: PBKDF2 with HMAC-SHA-256 (RFC
   * 8018), slow since a key may be a word that somebody thought of.
   */
  byte[] proof(byte[] salt) {
    PBEKeySpec spec = new PBEKeySpec(base64.toCharArray(), salt, ROUNDS, BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }

  private Map<String, String> headers(String start) {
    return Map.of(start + "algorithm", ALGORITHM, start + "key", base64, start + "key-MD5", md5);
  }

  @Override
  public String toString() {
    return "customer key " + name;
  }
}
