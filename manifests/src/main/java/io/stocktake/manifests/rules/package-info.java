/** Rules by name that both a plan and its execution follow, and how they are written. */
package io.stocktake.manifests.rules;
