package io.stocktake.cli.view.parts;

import java.time.Duration;

/**
 * What a run sent.
 *
 * @param requests requests
 * @param bytesSent bytes of bodies that the store took
 * @param bytesSaved bytes that were copied from objects instead of sent
 * @param seconds how long it took
 */
public record TrafficView(long requests, long bytesSent, long bytesSaved, Duration seconds) {}
