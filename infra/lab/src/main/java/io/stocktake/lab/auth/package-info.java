/**
 * AWS Signature Version 4 for S3, seen from the server: headers, presigned URLs and chunked bodies.
 */
package io.stocktake.lab.auth;
