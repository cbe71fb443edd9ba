package io.stocktake.lab.keys;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names of KMS keys. Any key that is well named is there; S3 answers with the ARN of the key,
 * whatever name it was given.
 */
public final class KmsKeys {
  private static final String ACCOUNT = "111122223333";
  private static final String ALIAS = "alias/";
  private static final String OF_S3 = ALIAS + "aws/s3";
  private static final String ID =
      "(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})";
  private static final Pattern NAME = Pattern.compile(ID + "|alias/[A-Za-z0-9/_-]{1,250}");
  private static final Pattern ARN =
      Pattern.compile(
          "(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:)(key/" + ID + "|alias/[A-Za-z0-9/_-]{1,250})");

  private KmsKeys() {}

  /**
   * The ARN of a key.
   *
   * @param name an ARN, a bare id, an alias, or the empty string for S3's own key
   * @throws S3Exception KMS.NotFoundException if it is none of these
   */
  public static String arn(String name, String region) {
    var arn = ARN.matcher(name);
    if (arn.matches()) {
      return arn.group(1) + key(arn.group(2));
    }
    String named = name.isEmpty() ? OF_S3 : name;
    if (!NAME.matcher(named).matches()) {
      throw new S3Exception(S3Error.KMS_NOT_FOUND, "Invalid keyId '" + name + "'");
    }
    return "arn:aws:kms:" + region + ":" + ACCOUNT + ":" + key(named);
  }

  /** Each alias stands for a key of its own, always the same. */
  private static String key(String name) {
    if (name.startsWith(ALIAS)) {
      return "key/" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
    return name.startsWith("key/") ? name : "key/" + name;
  }
}
