package io.stocktake.cli.terminal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How results look in JSON: the members of a record in their order, places and times as text,
 * durations in seconds, and null for what is not there.
 */
final class ResultJson {
  static final JsonMapper MAPPER =
      Json.COMPACT
          .rebuild()
          .addModule(
              new SimpleModule()
                  .addSerializer(Path.class, ToStringSerializer.instance)
                  .addSerializer(S3Location.class, ToStringSerializer.instance)
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(Duration.class, new Seconds())
                  .addSerializer(Optional.class, new Present()))
          .build();

  private ResultJson() {}

  /** To the millisecond. */
  private static final class Seconds extends JsonSerializer<Duration> {
    @Override
    public void serialize(Duration value, JsonGenerator json, SerializerProvider serializers)
        throws IOException {
      json.writeNumber(value.toMillis() / 1000.0);
    }
  }

  /** What may not be there; a member that is left out then says so by {@code NON_EMPTY}. */
  @SuppressWarnings("rawtypes") // a serializer is registered for a class, which has no parameters
  private static final class Present extends JsonSerializer<Optional> {
    @Override
    public void serialize(Optional value, JsonGenerator json, SerializerProvider serializers)
        throws IOException {
      serializers.defaultSerializeValue(value.isPresent() ? value.get() : null, json);
    }

    @Override
    public boolean isEmpty(SerializerProvider serializers, Optional value) {
      return value.isEmpty();
    }
  }
}
