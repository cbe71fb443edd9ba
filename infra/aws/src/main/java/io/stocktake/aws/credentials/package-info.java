/** Credentials, and the reason where there are none. */
package io.stocktake.aws.credentials;
