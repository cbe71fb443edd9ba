package io.stocktake.cli.encryption;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Option --keyring: where the public keys are that files are encrypted to. */
public final class KeyringOption {
  @Option(
      names = "--keyring",
      paramLabel = "FILE",
      description = {
        "Public keys to encrypt to, as 'gpg --export KEY > FILE' writes them, with or without"
            + " --armor. A plan keeps its path, and apply reads it again."
      })
  private Path keyring;

  /** The file, if one is given. */
  public Optional<Path> file() {
    return Optional.ofNullable(keyring).map(Path::toAbsolutePath);
  }
}
