package io.stocktake.executor.batch.routing;

/** What the choice of routes depends on, beside the plan. */
public record RouteOptions(
    RoutePreference via, JobLimits limits, Prices prices, RouteThroughput rates) {}
