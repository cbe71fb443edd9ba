package io.stocktake.planner.inventory.listing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import java.io.CharConversionException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The output of {@code aws s3api list-objects-v2}, all in one or page after page, in constant
 * memory but for the pages' own words; or of {@code list-object-versions}, of which the latest
 * versions count; or the objects alone, as {@code --query 'Contents[]'} leaves them. Read twice,
 * since a page may say behind its objects how they are encoded, and whether others follow.
 */
public final class ObjectList {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> TELLING =
      Set.of(
          "Contents",
          "Versions",
          "DeleteMarkers",
          "KeyCount",
          "IsTruncated",
          "RequestCharged",
          "NextToken");
  private static final Set<String> OBJECTS = Set.of("Contents", "Versions");
  private static final Set<String> OF_MANIFESTS = Set.of("sourceBucket", "fileFormat", "files");
  private static final String NAME = "Name";
  private static final String PREFIX = "Prefix";

  private final Path file;
  private final BitSet encodedPages = new BitSet();
  private String bucket = "";
  private String prefix = "";
  private int pages;

  private ObjectList(Path file) {
    this.file = file;
  }

  /** Whether a file is one, by its first words. */
  public static boolean isOne(Path file) throws IOException {
    return has(file, TELLING, true);
  }

  /** Whether a file says to be an inventory's manifest. */
  public static boolean isManifest(Path file) throws IOException {
    return has(file, OF_MANIFESTS, false);
  }

  private static boolean has(Path file, Set<String> telling, boolean orArray) throws IOException {
    try (JsonParser json = JSON.createParser(file.toFile())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return orArray && json.currentToken() == JsonToken.START_ARRAY;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (telling.contains(json.currentName())) {
          return true;
        }
        json.nextToken();
        json.skipChildren();
      }
      return false;
    } catch (JsonProcessingException | CharConversionException e) {
      return false;
    }
  }

  /**
   * Writes what a file lists as an inventory delivery.
   *
   * @param file the list
   * @param unnamed the bucket it is of, if it does not say so; may be empty
   * @param out the directory that stands for the delivery bucket
   * @param rowsPerFile objects a data file holds at most
   * @return where the manifest is
   * @throws StocktakeException if it is damaged, or does not list all there is
   */
  public static Path convert(Path file, String unnamed, Path out, long rowsPerFile)
      throws IOException {
    ObjectList list = new ObjectList(file);
    try {
      list.readPages();
      String bucket = list.bucket.isEmpty() ? unnamed : list.bucket;
      if (bucket.isEmpty()) {
        throw list.refuse("does not say which bucket it lists");
      }
      try (InventoryWriter writer =
          new InventoryWriter(
              out,
              bucket,
              list.prefix,
              "listing",
              Files.getLastModifiedTime(file).toInstant(),
              rowsPerFile)) {
        list.readObjects(writer);
        return writer.finish();
      }
    } catch (JsonProcessingException e) {
      throw list.refuse("is damaged or cut off: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw list.refuse("is not in UTF-8: " + e.getMessage());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw list.refuse("lists what is no object: " + e.getMessage());
    }
  }

  private void readPages() throws IOException {
    Map<String, String> last = Map.of();
    try (JsonParser json = JSON.createParser(file.toFile())) {
      while (json.nextToken() != null) {
        Map<String, String> page = words(json);
        if (pages > 0) {
          follows(last, page);
        }
        check(page);
        last = page;
        pages++;
      }
    }
    if (isTruncated(last)) {
      throw refuse(FailureCode.OBJECT_LIST_CUT_OFF, "is cut off by S3: more objects follow");
    }
  }

  /** A page's own words; of its objects, none. */
  private Map<String, String> words(JsonParser json) throws IOException {
    Map<String, String> words = new HashMap<>();
    if (json.currentToken() == JsonToken.START_ARRAY) {
      json.skipChildren();
      return words;
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(json.getText());
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        words.put(field, json.getText());
      } else if (field.equals("CommonPrefixes") && json.nextToken() != JsonToken.END_ARRAY) {
        throw refuse(FailureCode.OBJECT_LIST_OF_FOLDERS, "lists folders instead of their objects");
      } else {
        json.skipChildren();
      }
    }
    return words;
  }

  private void follows(Map<String, String> before, Map<String, String> page)
      throws StocktakeException {
    String promised = before.getOrDefault("NextContinuationToken", before.get("NextKeyMarker"));
    String token = page.getOrDefault("ContinuationToken", page.get("KeyMarker"));
    boolean another = promised != null && token != null && !promised.equals(token);
    boolean otherPlace =
        !before.getOrDefault(NAME, "").equals(page.getOrDefault(NAME, ""))
            || !before.getOrDefault(PREFIX, "").equals(page.getOrDefault(PREFIX, ""));
    if (!isTruncated(before) || another || otherPlace) {
      throw refuse("holds a page (number " + (pages + 1) + ") that does not follow the one before");
    }
  }

  private void check(Map<String, String> page) throws StocktakeException {
    if (!page.getOrDefault("StartAfter", "").isEmpty()
        || (pages == 0
            && (page.containsKey("ContinuationToken")
                || !page.getOrDefault("KeyMarker", "").isEmpty()))) {
      throw refuse("does not begin at the first object; list all of them");
    }
    encodedPages.set(pages, page.getOrDefault("EncodingType", "").equals("url"));
    bucket = page.getOrDefault(NAME, "");
    String shown = page.getOrDefault(PREFIX, "");
    prefix = encodedPages.get(pages) ? decoded(shown) : shown;
  }

  private static boolean isTruncated(Map<String, String> page) {
    return page.getOrDefault("IsTruncated", "").equalsIgnoreCase("true")
        || page.containsKey("NextToken")
        || page.containsKey("NextContinuationToken")
        || page.containsKey("NextKeyMarker");
  }

  private void readObjects(InventoryWriter writer) throws IOException {
    try (JsonParser json = JSON.createParser(file.toFile())) {
      for (int page = 0; json.nextToken() != null; page++) {
        if (json.currentToken() == JsonToken.START_ARRAY) {
          readArray(json, writer, page);
        } else {
          readPage(json, writer, page);
        }
      }
    }
  }

  private void readPage(JsonParser json, InventoryWriter writer, int page) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean objects = OBJECTS.contains(json.currentName());
      if (json.nextToken() == JsonToken.START_ARRAY && objects) {
        readArray(json, writer, page);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Of versions, the latest is the object. */
  private void readArray(JsonParser json, InventoryWriter writer, int page) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Map<String, String> object = words(json);
      if (object.getOrDefault("IsLatest", "true").equals("true")) {
        writer.add(row(object, encodedPages.get(page)));
      }
    }
  }

  private static ListedRow row(Map<String, String> object, boolean encoded) {
    for (String field : List.of("Key", "Size", "LastModified", "ETag")) {
      if (!object.containsKey(field)) {
        throw new IllegalArgumentException(object + " has no " + field);
      }
    }
    String key = object.get("Key");
    return new ListedRow(
        new ObjectKey(encoded ? decoded(key) : key).value(),
        Long.parseLong(object.get("Size")),
        OffsetDateTime.parse(object.get("LastModified")).toInstant(),
        ETag.parse(object.get("ETag")),
        object.getOrDefault("StorageClass", "STANDARD"));
  }

  /** S3 encodes as forms are: a plus is a space. */
  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private StocktakeException refuse(FailureCode code, String why) {
    return StocktakeException.usage(code, sentence(why));
  }

  private StocktakeException refuse(String why) {
    return StocktakeException.usage(sentence(why));
  }

  private String sentence(String why) {
    return "the list of objects in " + file + " " + why;
  }
}
