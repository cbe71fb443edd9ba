/** The compression of the pages of a catalogue. */
package io.stocktake.manifests.catalogue.pages;
