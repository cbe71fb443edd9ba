/** What the tests of several modules have in common. */
package io.stocktake.manifests.testing;
