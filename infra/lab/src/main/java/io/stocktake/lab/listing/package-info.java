/** Listings of keys and versions: prefix, delimiter, paging, in UTF-8 byte order. */
package io.stocktake.lab.listing;
