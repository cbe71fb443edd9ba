package io.stocktake.aws.put;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The SDK's own description of which member of PutObject is which header. */
final class PutHeaders {
  private static final List<SdkField<?>> ASKED = headers(PutObjectRequest.builder().build());
  private static final List<SdkField<?>> ANSWERED = headers(PutObjectResponse.builder().build());

  private PutHeaders() {}

  /** Adds the headers of a request. */
  static void write(PutObjectRequest request, SdkHttpRequest.Builder to) {
    for (SdkField<?> field : ASKED) {
      write(field.locationName(), field.getValueOrDefault(request), to);
    }
  }

  private static void write(String name, Object value, SdkHttpRequest.Builder to) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> write(name + key, each, to));
    } else if (value instanceof String || value instanceof Long || value instanceof Instant) {
      // Of times there is only that of a lock, which is in ISO 8601 as Java writes it.
      to.putHeader(name, value.toString());
    } else if (value instanceof Boolean flag) {
      to.putHeader(name, flag.toString());
    }
  }

  /** The headers of an answer that are text. */
  static PutObjectResponse read(SdkHttpResponse answer) {
    PutObjectResponse.Builder read = PutObjectResponse.builder();
    for (SdkField<?> field : ANSWERED) {
      if (field.marshallingType() == MarshallingType.STRING) {
        answer.firstMatchingHeader(field.locationName()).ifPresent(value -> field.set(read, value));
      }
    }
    return read.build();
  }

  private static List<SdkField<?>> headers(SdkPojo members) {
    return members.sdkFields().stream()
        .filter(field -> field.location() == MarshallLocation.HEADER)
        .toList();
  }
}
