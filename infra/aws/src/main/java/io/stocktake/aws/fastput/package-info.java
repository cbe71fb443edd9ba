/**
 * PutObject by a shorter way than the SDK's client: same signer, same transport, nothing between.
 *
 * <p>A store of many small files costs a request each, and of what such a request costs the
 * client's dozens of stages are the larger part. Only answers that settle a request are taken from
 * here; whatever else happens, the SDK's client sends it once more, and its retries and errors are
 * the only ones there are.
 */
package io.stocktake.aws.fastput;
