package io.stocktake.lab.auth;

import io.stocktake.lab.auth.signature.CanonicalRequest;
import io.stocktake.lab.auth.signature.ChunkSignatures;
import io.stocktake.lab.auth.signature.Scope;
import io.stocktake.lab.auth.signature.Signature;
import io.stocktake.lab.auth.signature.SignatureParser;
import io.stocktake.lab.auth.signature.Signer;
import io.stocktake.lab.http.Payload;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.identity.Identities;
import io.stocktake.lab.identity.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;

/** Checks who signed a request, and opens its body so that the body is checked too. */
public final class Authenticator {
  private static final Duration MAX_SKEW = Duration.ofMinutes(15);

  private final Identities identities;
  private final String region;
  private final Clock clock;

  /** An authenticator for the users of an account in one region. */
  public Authenticator(Identities identities, String region, Clock clock) {
    this.identities = identities;
    this.region = region;
    this.clock = clock;
  }

  /**
   * Verifies a request.
   *
   * @return the request with its caller, and with a body that verifies itself while it is read
   * @throws S3Exception AccessDenied, InvalidAccessKeyId, SignatureDoesNotMatch,
   *     RequestTimeTooSkewed, AuthorizationHeaderMalformed
   */
  public Request verify(Request request) {
    Signature signature = SignatureParser.parse(request);
    User user = user(signature.scope().accessKey());
    checkScope(signature);
    checkTime(request, signature);
    checkSignature(request, signature, user.signer());
    return request.verified(user.identity(), open(request, signature, user.signer()));
  }

  private User user(String accessKey) {
    return identities
        .user(accessKey)
        .orElseThrow(
            () -> new S3Exception(S3Error.INVALID_ACCESS_KEY_ID).with("AWSAccessKeyId", accessKey));
  }

  private void checkScope(Signature signature) {
    Scope scope = signature.scope();
    if (!scope.region().equals(region)) {
      throw malformed(
              "the region '" + scope.region() + "' is wrong; expecting '" + region + "'", signature)
          .with("Region", region)
          .withHeader("x-amz-bucket-region", region);
    }
    if (!scope.service().equals("s3") || !scope.terminator().equals("aws4_request")) {
      throw malformed("incorrect service or terminator in the credential scope", signature);
    }
  }

  private static S3Exception malformed(String why, Signature signature) {
    String what = signature.presigned() ? "query parameters are" : "authorization header is";
    return new S3Exception(
        S3Error.AUTHORIZATION_HEADER_MALFORMED, "The " + what + " malformed; " + why);
  }

  private void checkTime(Request request, Signature signature) {
    Duration ahead = Duration.between(clock.instant(), signature.time());
    if (signature.presigned()) {
      checkExpiry(request, ahead);
    } else if (ahead.abs().compareTo(MAX_SKEW) > 0) {
      throw new S3Exception(S3Error.REQUEST_TIME_TOO_SKEWED)
          .with("RequestTime", signature.timestamp())
          .with("ServerTime", clock.instant().toString())
          .with("MaxAllowedSkewMilliseconds", Long.toString(MAX_SKEW.toMillis()));
    }
  }

  private static void checkExpiry(Request request, Duration ahead) {
    int seconds = request.query().number("X-Amz-Expires", 0);
    if (ahead.compareTo(MAX_SKEW) > 0) {
      throw new S3Exception(S3Error.ACCESS_DENIED, "Request is not valid yet");
    }
    if (ahead.plusSeconds(seconds).isNegative()) {
      throw new S3Exception(S3Error.ACCESS_DENIED, "Request has expired");
    }
  }

  private static void checkSignature(Request request, Signature signature, Signer signer) {
    String canonical = CanonicalRequest.of(request, signature);
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            signature.timestamp(),
            signature.scope().toString(),
            Signer.sha256(canonical));
    if (!same(signer.sign(signature.scope(), toSign), signature.value())) {
      throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH)
          .with("AWSAccessKeyId", signature.scope().accessKey())
          .with("StringToSign", toSign)
          .with("CanonicalRequest", canonical);
    }
  }

  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static Payload open(Request request, Signature signature, Signer signer) {
    String hash = signature.payloadHash();
    if (hash.startsWith("STREAMING-")) {
      return AwsChunked.open(request, hash, new ChunkSignatures(signer, signature));
    }
    if (hash.equals("UNSIGNED-PAYLOAD")) {
      return request.payload();
    }
    if (!hash.matches("[0-9a-f]{64}")) {
      throw S3Exception.invalidArgument("x-amz-content-sha256", hash);
    }
    Payload plain = request.payload();
    return new Payload(new HashedStream(plain.stream(), hash), plain.length(), plain.trailers());
  }
}
