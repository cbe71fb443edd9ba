/** Plan rows on their way out: collected, sorted, checked for collisions, and written in parts. */
package io.stocktake.planner.compare.output;
