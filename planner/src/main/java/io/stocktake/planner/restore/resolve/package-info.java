/** What becomes of each path of the target: by what it holds, what needs it, and the policy. */
package io.stocktake.planner.restore.resolve;
