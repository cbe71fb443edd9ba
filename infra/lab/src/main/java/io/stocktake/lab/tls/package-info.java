/** TLS with a certificate authority of the lab's own. */
package io.stocktake.lab.tls;
