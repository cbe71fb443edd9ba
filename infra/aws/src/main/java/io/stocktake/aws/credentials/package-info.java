/** Credentials, or the reason why there are none. */
package io.stocktake.aws.credentials;
