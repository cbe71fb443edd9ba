package io.stocktake.executor.batch.routing;

import io.stocktake.manifests.CodedEnum;

/** The route a user asks for. */
public enum RoutePreference implements CodedEnum {
  /** By count, price and time, where the guards allow a choice. */
  AUTO("auto"),
  /** Request by request from this machine. */
  DIRECT("direct"),
  /** By S3 Batch Operations wherever they can do it. */
  BATCH("batch");

  private final String code;

  RoutePreference(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return code;
  }
}
