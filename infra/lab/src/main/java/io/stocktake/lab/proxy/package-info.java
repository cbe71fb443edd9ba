/** A bad line to an S3: an HTTP proxy that loses, delays, alters and makes up answers. */
package io.stocktake.lab.proxy;
