package io.stocktake.lab.s3;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import java.io.IOException;

/** Answers requests whose operation is known. Decorators count them or make them fail. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Answers a request.
   *
   * @throws io.stocktake.lab.http.S3Exception a refusal
   * @throws IOException if there is to be no answer: the connection is closed
   */
  Response handle(Operation operation, Request request) throws IOException;
}
