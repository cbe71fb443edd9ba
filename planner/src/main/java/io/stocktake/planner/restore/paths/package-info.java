/** Which path each key has in the target, and which keys have none. */
package io.stocktake.planner.restore.paths;
