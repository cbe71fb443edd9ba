package io.stocktake.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A program that sends files by the SDK's client in C, which cuts them into parts itself. */
public final class CrtUpload {
  private CrtUpload() {}

  /** Sends to a bucket the files below a directory, under their own names. */
  public static void main(String[] arguments) throws IOException {
    String bucket = arguments[0];
    Path root = Path.of(arguments[1]);
    URI endpoint = URI.create(System.getenv("AWS_ENDPOINT_URL"));
    try (S3AsyncClient client =
            S3AsyncClient.crtBuilder().endpointOverride(endpoint).forcePathStyle(true).build();
        Stream<Path> tree = Files.walk(root)) {
      List<CompletableFuture<?>> sent =
          tree.filter(Files::isRegularFile)
              .<CompletableFuture<?>>map(
                  file ->
                      client.putObject(
                          b -> b.bucket(bucket).key(root.relativize(file).toString()), file))
              .toList();
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    }
  }
}
