package io.stocktake.lab.auth.signature;

/** An access key and its secret. */
public record Credentials(String accessKey, String secretKey) {}
