/** Rules that make work beyond what the comparison finds: tags by key and verdict. */
package io.stocktake.planner.rules;
