/**
 * The S3 service: names the operation of a request, authenticates it and hands it to its handler.
 */
package io.stocktake.lab.s3;
