/** The way back: plans that restore what an apply overwrote, deleted or created. */
package io.stocktake.executor.undo;
