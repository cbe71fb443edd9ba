/** File contents as OpenPGP messages, which can be read in any order. */
package io.stocktake.crypto.message;
