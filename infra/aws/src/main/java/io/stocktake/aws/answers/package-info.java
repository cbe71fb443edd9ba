/** Checks that responses to reading requests are valid. */
package io.stocktake.aws.answers;
