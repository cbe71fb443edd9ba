/** Options of what writes to a destination, which {@code apply} and {@code sync} share. */
package io.stocktake.cli.options.apply;
