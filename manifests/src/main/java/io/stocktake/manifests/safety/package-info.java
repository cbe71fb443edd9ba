/**
 * What a person demands before anything is deleted or done, checked alike by planner and executor.
 */
package io.stocktake.manifests.safety;
