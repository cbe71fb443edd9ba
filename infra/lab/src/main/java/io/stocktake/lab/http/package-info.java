/** Requests and responses of the S3 REST protocol: addresses, query strings, errors, XML. */
package io.stocktake.lab.http;
