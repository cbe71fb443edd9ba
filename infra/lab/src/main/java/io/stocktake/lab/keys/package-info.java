/**
 * What objects are encrypted with: the customer's keys (SSE-C), keys of KMS, a bucket's default.
 */
package io.stocktake.lab.keys;
