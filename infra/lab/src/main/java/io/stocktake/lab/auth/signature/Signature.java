package io.stocktake.lab.auth.signature;

import java.time.Instant;
import java.util.List;

/**
 * A signature as the client sent it.
 *
 * @param timestamp the request time as text, {@code yyyyMMdd'T'HHmmss'Z'}
 * @param payloadHash value that stands for the body in the canonical request
 * @param presigned whether it came in the query string
 */
public record Signature(
    Scope scope,
    List<String> signedHeaders,
    String value,
    String timestamp,
    Instant time,
    String payloadHash,
    boolean presigned) {}
