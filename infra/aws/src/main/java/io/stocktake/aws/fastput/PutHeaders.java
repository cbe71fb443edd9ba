package io.stocktake.aws.fastput;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Header names of PutObject's members, from the SDK's own model. */
final class PutHeaders {
  private static final Map<String, SdkField<?>> ASKED =
      headers(PutObjectRequest.builder().build()).collect(byName());

  /** Those that are text. */
  private static final Map<String, SdkField<?>> ANSWERED =
      headers(PutObjectResponse.builder().build())
          .filter(field -> field.marshallingType() == MarshallingType.STRING)
          .collect(byName());

  private PutHeaders() {}

  /** The headers of a request, by their names in small letters. */
  static SortedMap<String, String> of(PutObjectRequest request) {
    SortedMap<String, String> headers = new TreeMap<>();
    ASKED.forEach((name, field) -> put(name, field.getValueOrDefault(request), headers));
    request
        .overrideConfiguration()
        .ifPresent(
            more ->
                more.headers()
                    .forEach((name, values) -> headers.put(lower(name), String.join(",", values))));
    return headers;
  }

  private static void put(String name, Object value, Map<String, String> to) {
    if (value instanceof Map<?, ?> metadata) {
      metadata.forEach((key, each) -> put(name + lower(key.toString()), each, to));
    } else if (value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Instant) {
      // Of times there is only that of a lock, which is in ISO 8601 as Java writes it.
      to.put(name, value.toString());
    }
  }

  /** Notes a header of an answer, if it is one that is asked about. */
  static void read(String name, String value, PutObjectResponse.Builder to) {
    SdkField<?> field = ANSWERED.get(lower(name));
    if (field != null) {
      field.set(to, value);
    }
  }

  private static Stream<SdkField<?>> headers(SdkPojo members) {
    return members.sdkFields().stream()
        .filter(field -> field.location() == MarshallLocation.HEADER);
  }

  private static java.util.stream.Collector<SdkField<?>, ?, Map<String, SdkField<?>>> byName() {
    return Collectors.toMap(field -> lower(field.locationName()), Function.identity());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
