/** Rules by name pattern, for planner and executor: globs, properties, and their syntax. */
package io.stocktake.manifests.rules;
