package io.stocktake.lab.proxy;

import java.util.List;

/** What a bad line does to a request. */
public enum FaultKind {
  /** 503 SlowDown; nothing is done. */
  SLOW_DOWN,
  /** The connection is reset while the request is still being sent; nothing is done. */
  RESET_IN_REQUEST,
  /** The request is carried out; the connection is reset in the middle of the answer. */
  RESET_IN_ANSWER,
  /** The request is carried out; the connection closes without an answer. */
  LOST_ANSWER,
  /** The request is carried out; a write is answered with the ETag of other bytes. */
  WRONG_ETAG,
  /** The request is carried out; the answer comes much later. */
  STALL,
  /** 403 RequestTimeTooSkewed; nothing is done. */
  CLOCK_SKEW,
  /** 400 ExpiredToken; nothing is done. */
  EXPIRED,
  /** 200 with an Error document where S3 may answer so; carried out, or not. */
  ERROR_IN_OK,
  /** 409 ConditionalRequestConflict to a write; nothing is done. */
  CONFLICT;

  /** Whether a request can get this fault. */
  boolean suits(Message request) {
    return switch (this) {
      case WRONG_ETAG, CONFLICT -> isWrite(request);
      case ERROR_IN_OK -> answersLate(request);
      default -> true;
    };
  }

  private static boolean isWrite(Message request) {
    boolean subresource = request.target().matches(".*\\?(tagging|uploads|delete).*");
    return List.of("PUT", "POST").contains(request.method()) && !subresource;
  }

  /** Completions, copies and deletes of many begin to answer before they know how it ends. */
  private static boolean answersLate(Message request) {
    boolean posted =
        request.method().equals("POST") && !request.target().matches(".*\\?uploads(=.*)?");
    return posted || request.header("x-amz-copy-source").isPresent();
  }
}
