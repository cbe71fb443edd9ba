/** Lists a whole bucket by many requests at once, each key once. */
package io.stocktake.aws.listing;
