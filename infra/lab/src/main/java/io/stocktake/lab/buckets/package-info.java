/** Operations on buckets and their configurations. */
package io.stocktake.lab.buckets;
