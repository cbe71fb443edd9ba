package io.stocktake.lab.auth.signature;

import io.stocktake.lab.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes Signature Version 4 signatures; signing keys are remembered, as they change daily. */
public final class Signer {
  private static final int MAX_KEYS = 100;
  private final String secretKey;
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

  public Signer(String secretKey) {
    this.secretKey = secretKey;
  }

  public String sign(Scope scope, String stringToSign) {
    if (keys.size() > MAX_KEYS) {
      keys.clear();
    }
    byte[] key = keys.computeIfAbsent(scope.toString(), s -> signingKey(scope));
    return HexFormat.of().formatHex(hmac(key, stringToSign));
  }

  private byte[] signingKey(Scope scope) {
    byte[] day = hmac(("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8), scope.day());
    byte[] region = hmac(day, scope.region());
    byte[] service = hmac(region, scope.service());
    return hmac(service, scope.terminator());
  }

  public static String sha256(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Digest.message("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
