/** OpenPGP messages opened again, and checked to their end. */
package io.stocktake.crypto.decrypt;
