/** Which rows go which way, what that costs, and why. */
package io.stocktake.executor.routes;
