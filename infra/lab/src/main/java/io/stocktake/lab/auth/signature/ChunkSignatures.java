package io.stocktake.lab.auth.signature;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;

/** The chain of signatures through a signed aws-chunked body: each covers the one before it. */
public final class ChunkSignatures {
  private static final String EMPTY = Signer.sha256("");

  private final Signer signer;
  private final Signature seed;
  private String previous;

  public ChunkSignatures(Signer signer, Signature seed) {
    this.signer = signer;
    this.seed = seed;
    this.previous = seed.value();
  }

  /** Checks a chunk by the SHA-256 of its bytes, in hex. */
  public void chunk(String given, String sha256) {
    check(given, toSign("AWS4-HMAC-SHA256-PAYLOAD") + "\n" + EMPTY + "\n" + sha256);
  }

  /** Checks the trailing headers, each {@code name:value} with a line feed. */
  public void trailer(String given, String headers) {
    check(given, toSign("AWS4-HMAC-SHA256-TRAILER") + "\n" + Signer.sha256(headers));
  }

  private String toSign(String algorithm) {
    return String.join("\n", algorithm, seed.timestamp(), seed.scope().toString(), previous);
  }

  private void check(String given, String toSign) {
    String expected = signer.sign(seed.scope(), toSign);
    if (!expected.equals(given)) {
      throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH).with("StringToSign", toSign);
    }
    previous = expected;
  }
}
