package io.stocktake.aws.credentials;

import io.stocktake.aws.environment.AwsEnvironment;
import io.stocktake.manifests.StocktakeException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials of a session, from the first source in the AWS CLI's order that is configured: a
 * profile named by an option, keys in the environment, a profile, a container. If that source gives
 * none, its reason is reported; no other is tried.
 */
public final class Credentials implements AwsCredentialsProvider, SdkAutoCloseable {
  /** What in a profile states credentials. */
  private static final Set<String> STATED =
      Set.of(
          "aws_access_key_id",
          "role_arn",
          "credential_process",
          "credential_source",
          "web_identity_token_file",
          "sso_session",
          "sso_account_id",
          "sso_start_url",
          "login_session");

  private final AwsCredentialsProvider provider;
  private final CredentialsFailure failure;

  private Credentials(AwsCredentialsProvider provider, CredentialsFailure failure) {
    this.provider = provider;
    this.failure = failure;
  }

  /**
   * Finds credentials.
   *
   * @throws StocktakeException with a sentence that says why there are none
   */
  public static Credentials find(AwsEnvironment environment) throws StocktakeException {
    Optional<Profile> profile = environment.profile();
    Credentials found = stated(environment, profile);
    try {
      found.resolveCredentials();
      return found;
    } catch (CredentialsException e) {
      found.close();
      throw StocktakeException.environment(e.getMessage(), e);
    }
  }

  private static Credentials stated(AwsEnvironment environment, Optional<Profile> profile) {
    boolean asked = environment.isProfileAsked();
    boolean keys = !asked && environment.hasKeys();
    if (!keys && profile.isPresent() && (asked || states(profile.get()))) {
      ProfileFile file = environment.profiles();
      return new Credentials(
          ProfileCredentialsProvider.builder()
              .profileFile(file)
              .profileName(profile.get().name())
              .build(),
          CredentialsFailure.of(profile.get(), file));
    }
    if (!keys && environment.variable("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent()) {
      return new Credentials(
          WebIdentityTokenFileCredentialsProvider.create(),
          CredentialsFailure.of("the role of AWS_ROLE_ARN"));
    }
    if (!keys && environment.containerCredentials().isPresent()) {
      return new Credentials(
          ContainerCredentialsProvider.create(),
          CredentialsFailure.of("the role endpoint " + environment.containerCredentials().get()));
    }
    return new Credentials(
        DefaultCredentialsProvider.builder().build(), CredentialsFailure.of(Optional.empty()));
  }

  private static boolean states(Profile profile) {
    Map<String, String> properties = profile.properties();
    return STATED.stream().anyMatch(properties::containsKey);
  }

  /**
   * The credentials as they are now; those that end are renewed.
   *
   * @throws CredentialsException if there are none any more
   */
  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return provider.resolveCredentials();
    } catch (RuntimeException e) {
      throw failure.told(e);
    }
  }

  @Override
  public void close() {
    if (provider instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
