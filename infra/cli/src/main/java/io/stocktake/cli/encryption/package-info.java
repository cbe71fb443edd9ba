/** OpenPGP: which files are encrypted to which keys, and where the keys are. */
package io.stocktake.cli.encryption;
