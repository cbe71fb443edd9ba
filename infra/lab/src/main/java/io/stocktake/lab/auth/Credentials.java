package io.stocktake.lab.auth;

/** An access key and its secret. */
public record Credentials(String accessKey, String secretKey) {}
