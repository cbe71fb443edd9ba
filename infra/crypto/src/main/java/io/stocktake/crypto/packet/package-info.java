/** How OpenPGP messages are cut into packets: lengths, and where each byte lies. */
package io.stocktake.crypto.packet;
