package io.stocktake.cli.lab;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.stocktake.lab.Lab;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A lab that runs, and how to reach it.
 *
 * @param caBundle the certificate of its authority, if it speaks HTTPS
 * @param credentials the key pairs of its users, if it has any
 * @param data where its objects are kept
 * @param users their names
 */
public record LabView(
    String endpoint,
    String accessKey,
    String secretKey,
    String region,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Path> caBundle,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Path> credentials,
    @JsonIgnore Path data,
    @JsonIgnore List<String> users) {
  /** A lab that runs. */
  public static LabView of(
      Lab lab, Optional<Path> caBundle, Optional<Path> credentials, Path data, List<String> users) {
    return new LabView(
        lab.endpoint().toString(),
        lab.accessKey(),
        lab.secretKey(),
        lab.region(),
        caBundle,
        credentials,
        data,
        users);
  }
}
