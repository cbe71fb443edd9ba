/**
 * Who sends a request and what he may do: AWS Signature Version 4 for S3, seen from the server
 * (headers, presigned URLs and chunked bodies), and identities with policies in IAM's simple form.
 */
package io.stocktake.lab.auth;
