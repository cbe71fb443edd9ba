package io.stocktake.cli.encryption;

import io.stocktake.cli.parse.Checked;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.planner.rules.EncryptionRules;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of encryption: which files are encrypted, and to which keys. */
public final class EncryptOptions {
  private static final String ENCRYPT_TO = "--encrypt-to";

  @Option(
      names = ENCRYPT_TO,
      paramLabel = "[PATTERN ]FPR[,FPR]",
      description = {
        "Encrypt files with OpenPGP before they leave, to the keys with these fingerprints (40"
            + " digits each). The object's key ends in .gpg; 'gpg --decrypt' opens it. With a"
            + " pattern, as in --property, only the files it matches: 'private/** FPR'. Repeatable;"
            + " the last one that matches decides, and '--property encrypt-to=none' takes files"
            + " out."
      })
  private List<String> recipients = List.of();

  @Option(
      names = "--change-recipients",
      description = {
        "Allow other keys than the plan of --ledger has. Without, such a plan is refused (exit"
            + " code 4)."
      })
  private boolean change;

  @Mixin private KeyringOption keyring;

  /**
   * The property rules, with those of encryption before them.
   *
   * @throws StocktakeException of kind USAGE if one is not understood
   */
  public PropertyRules rules(PropertyRules others) throws StocktakeException {
    List<PropertyRule> own =
        Checked.option(
            ENCRYPT_TO,
            () ->
                recipients.stream()
                    .map(EncryptOptions::ruleText)
                    .map(PropertyRule::parse)
                    .toList());
    return own.isEmpty()
        ? others
        : new PropertyRules(Stream.concat(own.stream(), others.rules().stream()).toList());
  }

  /** The last word names the keys; what is before it is a pattern. */
  private static String ruleText(String text) {
    int blank = text.strip().lastIndexOf(' ') + 1;
    return text.strip().substring(0, blank) + "encrypt-to=" + text.strip().substring(blank);
  }

  /**
   * What is encrypted by these rules.
   *
   * @throws StocktakeException of kind USAGE if a key is missing, or cannot be encrypted to
   */
  public EncryptionRules encryption(PropertyRules rules) throws StocktakeException {
    EncryptedNames names = new EncryptedNames(rules);
    if (!names.any()) {
      return EncryptionRules.NONE;
    }
    Path file =
        keyring
            .file()
            .orElseThrow(
                () ->
                    StocktakeException.usage(
                        "files are to be encrypted to OpenPGP keys, and no file holds them: give"
                            + " --keyring FILE, with what 'gpg --export' wrote"));
    RecipientKeys keys = RecipientKeys.read(names, file, Instant.now());
    return new EncryptionRules(names, keys::encryptedSize, file.toString());
  }

  /** Whether other keys may be encrypted to than before. */
  public boolean changesRecipients() {
    return change;
  }
}
