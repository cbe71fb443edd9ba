package io.stocktake.lab.manifest;

/** Why a manifest cannot be used: the code and reason the failed job shows. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  private ManifestException(String code, String reason) {
    super(reason);
    this.code = code;
  }

  /** A failure that is not of the manifest itself. */
  public static ManifestException of(String code, String reason) {
    return new ManifestException(code, reason);
  }

  static ManifestException invalid(String reason) {
    return new ManifestException("InvalidManifestContent", reason);
  }

  static ManifestException forbidden(String why) {
    return new ManifestException("AccessDenied", "Reading the manifest is forbidden: " + why);
  }

  /** The failure code. */
  public String code() {
    return code;
  }
}
