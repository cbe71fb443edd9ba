package io.stocktake.executor.routes;

import io.stocktake.manifests.plan.Spelled;

/** The route a user asks for. */
public enum Via implements Spelled {
  /** By count, price and time, where the guards allow a choice. */
  AUTO,
  /** Request by request from this machine. */
  DIRECT,
  /** By S3 Batch Operations whatever they can do. */
  BATCH
}
