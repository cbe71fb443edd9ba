/** AWS Signature Version 4 as a server computes it: canonical requests, scopes and chunks. */
package io.stocktake.lab.auth.signature;
