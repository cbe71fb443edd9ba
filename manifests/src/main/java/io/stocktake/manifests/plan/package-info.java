/** The plan bundle: a sealed directory of CSV changes that the planner writes and apply obeys. */
package io.stocktake.manifests.plan;
