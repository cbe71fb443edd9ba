/** Option groups of commands that compare: plan, sync and verify. */
package io.stocktake.cli.options.plan;
