/** Object Lock: the configuration of buckets, and the rules that hold for locked versions. */
package io.stocktake.lab.lock;
