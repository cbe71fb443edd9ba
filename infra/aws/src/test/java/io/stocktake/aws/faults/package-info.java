/** Plans over a bad line to the lab, and what the bucket really holds afterwards. */
package io.stocktake.aws.faults;
