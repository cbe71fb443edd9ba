package io.stocktake.lab.auth;

/** An identity with an access key, and what signs as it does. */
record User(Identity identity, Signer signer) {}
