package io.stocktake.manifests.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private record Pair(@JsonProperty("name") String name, @JsonProperty("count") long count) {}

  @Test
  void membersComeInTheOrderOfTheMapButForTheCanonicalForm() throws JsonProcessingException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("a", new LinkedHashMap<>(Map.of("c", "x")));

    assertThat(Json.COMPACT.writeValueAsString(map)).isEqualTo("{\"b\":1,\"a\":{\"c\":\"x\"}}");
    assertThat(Json.CANONICAL.writeValueAsString(map)).isEqualTo("{\"a\":{\"c\":\"x\"},\"b\":1}");
    for (JsonMapper indented : new JsonMapper[] {Json.INDENTED, Json.STRICT}) {
      assertThat(indented.writeValueAsString(map).lines())
          .containsExactly("{", "  \"b\" : 1,", "  \"a\" : {", "    \"c\" : \"x\"", "  }", "}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"count\":1}",
        "{\"name\":\"a\"}",
        "{\"name\":null,\"count\":1}",
        "{\"name\":\"a\",\"count\":null}"
      })
  void strictRefusesWhatIsMissingOrNull(String json) throws JsonProcessingException {
    assertThat(Json.COMPACT.readValue(json, Pair.class)).isNotNull();
    assertThatThrownBy(() -> Json.STRICT.readValue(json, Pair.class))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void noMapperTakesUnknownMembers() {
    String json = "{\"name\":\"a\",\"count\":1,\"more\":2}";
    for (JsonMapper mapper :
        new JsonMapper[] {Json.COMPACT, Json.INDENTED, Json.CANONICAL, Json.STRICT}) {
      assertThatThrownBy(() -> mapper.readValue(json, Pair.class))
          .isInstanceOf(JsonProcessingException.class);
    }
  }
}
