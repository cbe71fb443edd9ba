package io.stocktake.planner.request;

import io.stocktake.planner.request.KeyNaming.UnicodeForm;
import io.stocktake.planner.rules.EncryptionRules;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.filter.NameFilter;
import java.text.Normalizer;
import java.util.OptionalLong;

/**
 * Which key a file maps to.
 *
 * @param prefix the destination's prefix, empty or ending in a slash
 * @param form which Unicode form names take
 * @param encryption which files are encrypted before they leave
 */
public record KeyMapping(String prefix, UnicodeForm form, EncryptionRules encryption) {
  /** The key of the object of a file, by the file's name below the source's root. */
  public String key(String name) {
    return prefix + encryption.names().object(spelled(name));
  }

  /** Where an entry of the source stands that no object holds. */
  public String place(String name) {
    return prefix + spelled(name);
  }

  /** Bytes of a file's object, if the file is encrypted before it leaves. */
  public OptionalLong encryptedSize(String name, long bytes) {
    return encryption.size(spelled(name), bytes);
  }

  /** Filter rules as they apply to names of files and, behind the prefix, of keys alike. */
  public FilterRules filter(FilterRules rules) {
    return rules.respelled(this::spelled);
  }

  /** A filter of names spelled as keys are. */
  public NameFilter filter(NameFilter names) {
    return (path, directory) -> names.excludes(spelled(path), directory);
  }

  /** A filter of names of files as it applies to names of objects. */
  public NameFilter ofObjects(NameFilter files) {
    return files == NameFilter.NONE || !encryption.names().any()
        ? files
        : (path, directory) ->
            files.excludes(directory ? path : encryption.names().file(path), directory);
  }

  private String spelled(String name) {
    return form == UnicodeForm.NFC ? Normalizer.normalize(name, Normalizer.Form.NFC) : name;
  }
}
