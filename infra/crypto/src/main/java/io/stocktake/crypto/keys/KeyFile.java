package io.stocktake.crypto.keys;

import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/**
 * A file of transferable keys (RFC 4880, section 11), binary or in any number of armored blocks.
 */
public final class KeyFile {
  private static final int MOST = 64 << 20;
  private static final int PACKET = 0x80;
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN PGP ");
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----.*?-----END PGP \\1 KEY BLOCK-----",
          Pattern.DOTALL);

  private KeyFile() {}

  /**
   * Reads all keys of a file, public and secret ones; no signature is checked yet.
   *
   * @throws StocktakeException if it is missing, cannot be read, or holds anything but keys
   */
  public static List<PGPKeyRing> read(Path file) throws StocktakeException {
    byte[] bytes = bytes(file);
    try {
      List<PGPKeyRing> keys = new ArrayList<>();
      if (bytes.length > 0 && (bytes[0] & PACKET) != 0) {
        add(bytes, keys);
      } else {
        for (String block : blocks(new String(bytes, StandardCharsets.ISO_8859_1))) {
          add(dearmored(block), keys);
        }
      }
      if (keys.isEmpty()) {
        throw new IOException("there is no key in it");
      }
      return keys;
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle tells of broken packets by both.
      throw StocktakeException.usage(
          file
              + " is not a whole file of exported OpenPGP keys ("
              + e.getMessage()
              + "); export the keys again");
    }
  }

  private static byte[] bytes(Path file) throws StocktakeException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw StocktakeException.usage(
            file + " is too long for a file of keys; export only those that are needed");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw StocktakeException.usage("there is no key file " + file);
    } catch (StocktakeException e) {
      throw e;
    } catch (IOException e) {
      throw StocktakeException.environment("cannot read the key file " + file + ": " + e, e);
    }
  }

  private static List<String> blocks(String text) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      blocks.add(block.group() + "\n");
    }
    if (blocks.size() != BEGIN.matcher(text).results().count()) {
      throw new IOException("an armored block in it is cut off, or is no key");
    }
    return blocks;
  }

  private static byte[] dearmored(String block) throws IOException {
    byte[] bytes = block.getBytes(StandardCharsets.ISO_8859_1);
    try (ArmoredInputStream in = new ArmoredInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static void add(byte[] packets, List<PGPKeyRing> keys) throws IOException {
    PGPObjectFactory objects = new PGPObjectFactory(packets, new BcKeyFingerprintCalculator());
    for (Object next = objects.nextObject(); next != null; next = objects.nextObject()) {
      if (next instanceof PGPKeyRing ring) {
        keys.add(ring);
      } else if (!(next instanceof PGPMarker)) {
        throw new IOException("it holds something that is no key");
      }
    }
  }
}
