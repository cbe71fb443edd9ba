/**
 * PutObject over the SDK's transport without its client: an own signer, and connections of the CRT.
 *
 * <p>A store of many small files costs a request each, and the client's dozens of stages are the
 * larger part of a request's CPU time. Only responses that settle a request (200 and 412) are used;
 * after anything else the SDK's client sends the request again, with its own retries and errors.
 */
package io.stocktake.aws.fastput;
