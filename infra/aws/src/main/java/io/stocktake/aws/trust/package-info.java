/** Certificate authorities to trust, and the reason why a certificate is refused. */
package io.stocktake.aws.trust;
