/** What every write has in common: its guard, what its answer means, how its row ends. */
package io.stocktake.executor.writes;
