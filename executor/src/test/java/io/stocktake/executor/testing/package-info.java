/** Stores, faults and plans to test execution with. */
package io.stocktake.executor.testing;
