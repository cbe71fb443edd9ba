package io.stocktake.executor.routes;

/** What the choice of routes depends on, beside the plan. */
public record RouteOptions(Via via, JobLimits limits, Prices prices, Rates rates) {}
