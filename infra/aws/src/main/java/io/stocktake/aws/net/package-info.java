/** Connections to a server: TLS trust, proxies, and the diagnosis of failures. */
package io.stocktake.aws.net;
