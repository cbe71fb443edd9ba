/** The way to a server: whose certificates are trusted, which proxy is used, and what is wrong. */
package io.stocktake.aws.net;
