/** The gpg program, where the secret key is out of our reach. */
package io.stocktake.crypto.gpg;
