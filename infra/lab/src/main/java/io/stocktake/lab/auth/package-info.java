/** Authentication of requests: headers, presigned URLs and chunked bodies. */
package io.stocktake.lab.auth;
