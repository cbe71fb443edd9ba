package io.stocktake.lab.identity;

import io.stocktake.lab.auth.signature.Signer;

/** An identity with an access key, and what signs as it does. */
public record User(Identity identity, Signer signer) {}
