/** What a plan says: rows with an action, a reason and a guard, and what was compared. */
package io.stocktake.manifests.plan;
