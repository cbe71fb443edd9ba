package io.stocktake.aws.credentials;

import io.stocktake.aws.answers.Shown;
import io.stocktake.aws.net.ConnectionException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

/** Explains why a configured source of credentials gives none. */
final class CredentialsFailure {
  private static final int UNAUTHORIZED = 401;

  private final Optional<String> place;
  private final Optional<Profile> sso;
  private final boolean process;

  private CredentialsFailure(Optional<String> place, Optional<Profile> sso, boolean process) {
    this.place = place;
    this.sso = sso;
    this.process = process;
  }

  /** Of a profile. */
  static CredentialsFailure of(Profile profile, ProfileFile file) {
    return new CredentialsFailure(
        Optional.of("profile " + profile.name()),
        sso(profile, file, 0),
        profile.property("credential_process").isPresent());
  }

  /** Of another place, or of all places of the machine, none of which states any. */
  static CredentialsFailure of(Optional<String> place) {
    return new CredentialsFailure(place, Optional.empty(), false);
  }

  static CredentialsFailure of(String place) {
    return of(Optional.of(place));
  }

  /** The profile with the SSO session that another one builds on, through few others. */
  private static Optional<Profile> sso(Profile profile, ProfileFile file, int depth) {
    if (profile.property("sso_session").isPresent()
        || profile.property("sso_start_url").isPresent()) {
      return Optional.of(profile);
    }
    return depth > 8
        ? Optional.empty()
        : profile
            .property("source_profile")
            .filter(source -> !source.equals(profile.name()))
            .flatMap(file::profile)
            .flatMap(source -> sso(source, file, depth + 1));
  }

  CredentialsException told(RuntimeException failure) {
    return new CredentialsException(sentence(failure), failure);
  }

  private String sentence(RuntimeException failure) {
    return place
        .map(at -> at + " gives no AWS credentials: " + reason(failure))
        .orElse(
            "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                + " name a profile");
  }

  private String reason(RuntimeException failure) {
    Optional<ConnectionException> connection = ConnectionException.of(failure);
    if (connection.isPresent()) {
      return connection.get().getMessage();
    }
    Optional<AwsServiceException> refusal = refusal(failure);
    if (sso.isPresent() && isSessionOver(failure, refusal)) {
      return "its SSO session has ended, or was never begun; renew it with: AWS_PROFILE="
          + sso.get().name()
          + " aws sso login";
    }
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    return (process ? "credential_process failed: " : "") + root(failure);
  }

  private static Optional<AwsServiceException> refusal(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof AwsServiceException)) {
      cause = cause.getCause();
    }
    return Optional.ofNullable((AwsServiceException) cause);
  }

  /** The token is only read from a file, or the service does not take it. */
  private static boolean isSessionOver(
      RuntimeException failure, Optional<AwsServiceException> refusal) {
    return refusal.isPresent()
        ? refusal.get().statusCode() == UNAUTHORIZED
        : !String.valueOf(failure.getMessage()).contains("HTTP request");
  }

  private static String refused(AwsServiceException answer) {
    var details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null
        ? "it was refused (" + answer.statusCode() + ")"
        : details.serviceName()
            + " refused with "
            + Shown.of(details.errorCode() + ": " + details.errorMessage());
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
