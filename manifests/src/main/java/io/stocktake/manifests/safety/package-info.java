/** Safety conditions of the user, checked in the same way by planner and executor. */
package io.stocktake.manifests.safety;
