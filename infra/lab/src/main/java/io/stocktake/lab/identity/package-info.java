/** Identities and their policies in IAM's simple form. */
package io.stocktake.lab.identity;
