/** Public keys: which may be encrypted to, and how a session key is wrapped for them. */
package io.stocktake.crypto.keys;
