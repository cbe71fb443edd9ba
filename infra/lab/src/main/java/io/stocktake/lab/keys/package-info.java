/** Keys that the customer keeps and brings with each request (SSE-C). */
package io.stocktake.lab.keys;
