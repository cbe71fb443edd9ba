package io.stocktake.lab.identity;

import io.stocktake.lab.auth.signature.Credentials;
import io.stocktake.lab.auth.signature.Signer;
import io.stocktake.lab.http.Caller;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may use the lab: the account's owner, who may do everything, users with policies, and roles
 * for jobs. Key pairs are random, and kept in the data directory.
 */
public final class Identities {
  private static final String OWNER = "";
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int KEY_LETTERS = 16;
  private static final int SECRET_BYTES = 30; // 40 characters in Base64
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;
  private final String account;
  private final Properties keys = new Properties();
  private final Map<String, User> users = new ConcurrentHashMap<>(); // by access key
  private final Map<String, Identity> roles = new ConcurrentHashMap<>(); // by ARN

  private Identities(Path file, String account) {
    this.file = file;
    this.account = account;
  }

  /**
   * Opens the key pairs that a file keeps.
   *
   * @param fixed the owner's key pair; without one it is that of the file, or a new one
   */
  public static Identities open(Path file, String account, Optional<Credentials> fixed)
      throws IOException {
    Identities identities = new Identities(file, account);
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        identities.keys.load(in);
      }
    }
    if (fixed.isPresent()) {
      identities.keep(OWNER, fixed.get());
    }
    identities.add(identities.owner(), "root", Policy.EVERYTHING);
    return identities;
  }

  /** The key pair of the account's owner. */
  public Credentials owner() throws IOException {
    return credentials(OWNER);
  }

  /** Gives a user a policy, in place of the one it had; returns its key pair. */
  public Credentials user(String name, Policy policy) throws IOException {
    Credentials pair = credentials(name);
    add(pair, "user/" + name, policy);
    return pair;
  }

  private void add(Credentials pair, String resource, Policy policy) {
    Identity identity = new Identity("arn:aws:iam::" + account + ":" + resource, policy);
    users.put(pair.accessKey(), new User(identity, new Signer(pair.secretKey())));
  }

  /** Gives a role a policy, in place of the one it had. A role without any may do everything. */
  public void role(String name, Policy policy) {
    roles.put(
        roleArn(name),
        new Identity(
            "arn:aws:sts::" + account + ":assumed-role/" + name + "/s3-batch-operations", policy));
  }

  private String roleArn(String name) {
    return "arn:aws:iam::" + account + ":role/" + name;
  }

  /** Whoever takes on a role. */
  public Caller role(String arn) {
    Identity role = roles.get(arn);
    return role == null ? Caller.UNLIMITED : role;
  }

  /** The actions that a user's requests have needed since it got its policy. */
  public Set<String> askedOfUser(String name) throws IOException {
    return new TreeSet<>(users.get(credentials(name).accessKey()).identity().asked());
  }

  /** The actions that a role's tasks have needed since it got its policy. */
  public Set<String> askedOfRole(String name) {
    return new TreeSet<>(roles.get(roleArn(name)).asked());
  }

  /** The user of an access key. */
  public Optional<User> user(String accessKey) {
    return Optional.ofNullable(users.get(accessKey));
  }

  private synchronized Credentials credentials(String name) throws IOException {
    String accessKey = keys.getProperty(property(name));
    if (accessKey == null) {
      Credentials made = random();
      keep(name, made);
      return made;
    }
    return new Credentials(accessKey, keys.getProperty(accessKey));
  }

  private static String property(String name) {
    return "user/" + name; // no access key has a slash
  }

  private static Credentials random() {
    StringBuilder key = new StringBuilder("AKIA");
    RANDOM.ints(KEY_LETTERS, 0, LETTERS.length()).forEach(i -> key.append(LETTERS.charAt(i)));
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return new Credentials(key.toString(), Base64.getEncoder().encodeToString(secret));
  }

  private synchronized void keep(String name, Credentials pair) throws IOException {
    keys.setProperty(property(name), pair.accessKey());
    keys.setProperty(pair.accessKey(), pair.secretKey());
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    Files.createFile(next, ownerOnly(next));
    try (Writer out = Files.newBufferedWriter(next, StandardOpenOption.WRITE)) {
      keys.store(out, null);
    }
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
