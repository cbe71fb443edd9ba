package io.stocktake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The JSON that a command prints, with placeholders for the values that differ from run to run:
 * times, ids, digests and paths. Names, order and types of all members stay.
 */
final class RepeatableJson {
  private static final JsonMapper JSON = new JsonMapper();

  /** Texts that say something else each time, and sentences, which are for people. */
  private static final Set<String> TEXTS =
      Set.of(
          "tool",
          "planner",
          "source-id",
          "md5",
          "uploadId",
          "accessKey",
          "secretKey",
          "notes",
          "detail",
          "message",
          "example",
          "work",
          "why",
          "keeps-versions");

  /** Numbers that may be others each time. */
  private static final Set<String> NUMBERS = Set.of("seconds", "requests");

  /** Beside these, a number of bytes is the size of a file that holds such values. */
  private static final Set<String> DIGESTS = Set.of("sha256", "md5");

  private static final Map<Pattern, String> VALUES =
      Map.of(
          Pattern.compile("[0-9a-f]{64}"), "<sha256>",
          Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "<id>",
          Pattern.compile("(?<=/)[0-9a-f]{16}(?=/)"), "<digest>",
          Pattern.compile("20[0-9]{2}-[01][0-9]-[0-3][0-9](T[0-9.:-]+Z)?"), "<time>",
          Pattern.compile("(?<=127\\.0\\.0\\.1:)[0-9]+"), "<port>");

  private final Path temp;

  /** Where the test keeps its files. */
  RepeatableJson(Path temp) {
    this.temp = temp;
  }

  /** The lines of an output, each indented. */
  String of(String out) {
    return out.lines().map(this::line).collect(Collectors.joining("\n", "", "\n"));
  }

  private String line(String line) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(value("", JSON.readTree(line)));
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }

  private JsonNode value(String name, JsonNode value) {
    if (value instanceof ObjectNode object) {
      boolean isFile = DIGESTS.stream().anyMatch(object::has);
      ObjectNode result = JSON.createObjectNode();
      object
          .properties()
          .forEach(
              member ->
                  result.set(
                      text(member.getKey()),
                      isFile && member.getKey().equals("bytes")
                          ? IntNode.valueOf(0)
                          : value(member.getKey(), member.getValue())));
      return result;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode result = JSON.createArrayNode();
      array.forEach(element -> result.add(value(name, element)));
      return result;
    }
    if (value.isTextual()) {
      return TextNode.valueOf(TEXTS.contains(name) ? "<" + name + ">" : text(value.asText()));
    }
    return value.isNumber() && NUMBERS.contains(name) ? IntNode.valueOf(0) : value;
  }

  private String text(String value) {
    String text = value.replace(temp.toString(), "<temp>");
    for (Map.Entry<Pattern, String> known : VALUES.entrySet()) {
      text = known.getKey().matcher(text).replaceAll(known.getValue());
    }
    return text;
  }
}
