/** Keys that the customer keeps (SSE-C): read from files, kept in memory, sent with requests. */
package io.stocktake.aws.keys;
