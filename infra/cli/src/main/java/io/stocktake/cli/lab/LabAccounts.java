package io.stocktake.cli.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.cli.parse.Checked;
import io.stocktake.lab.Lab;
import io.stocktake.lab.auth.signature.Credentials;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Users of a lab, and roles of its jobs, with the files of their policies.
 *
 * @param users users by name
 * @param roles roles by name; those that are not named may do everything
 */
public record LabAccounts(Map<String, Path> users, Map<String, Path> roles) {
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,64}");

  /**
   * Gives all of them to a lab.
   *
   * @return the key pairs of users, by name
   * @throws StocktakeException of kind USAGE if a name or a policy is none
   */
  public Map<String, Credentials> addTo(Lab lab) throws IOException {
    Map<String, Credentials> pairs = new TreeMap<>();
    for (Map.Entry<String, Path> user : users.entrySet()) {
      pairs.put(user.getKey(), policy(user.getKey(), user.getValue(), lab::user));
    }
    for (Map.Entry<String, Path> role : roles.entrySet()) {
      policy(
          role.getKey(),
          role.getValue(),
          (name, policy) -> {
            lab.role(name, policy);
            return name;
          });
    }
    return pairs;
  }

  /** Takes the text of a policy. */
  @FunctionalInterface
  private interface PolicyTaker<T> {
    T take(String name, String policy) throws IOException;
  }

  private static <T> T policy(String name, Path file, PolicyTaker<T> taker) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw StocktakeException.usage(
          "'" + name + "' is no name of an IAM user or role: use letters, digits and +=,.@_-");
    }
    try {
      String policy = Files.readString(file);
      return Checked.value(
          sentence -> file + " is no policy: " + sentence, () -> taker.take(name, policy));
    } catch (CharacterCodingException e) {
      throw StocktakeException.usage(file + " is no policy: it is not UTF-8");
    } catch (NoSuchFileException e) {
      throw StocktakeException.usage("there is no file " + file + " with the policy of " + name);
    }
  }

  /**
   * Writes key pairs of users in the file format that AWS's tools share, if there are any.
   *
   * @return where
   */
  public static Optional<Path> write(Map<String, Credentials> users, Path directory)
      throws IOException {
    if (users.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    users.forEach(
        (name, pair) ->
            text.append('[')
                .append(name)
                .append("]\naws_access_key_id = ")
                .append(pair.accessKey())
                .append("\naws_secret_access_key = ")
                .append(pair.secretKey())
                .append("\n"));
    Path file = directory.resolve("credentials").toAbsolutePath();
    try (OutputStream out = PrivateFiles.write(file)) {
      out.write(text.toString().getBytes(UTF_8));
    }
    return Optional.of(file);
  }
}
