/** Whether what a store answers to a reading request is an answer. */
package io.stocktake.aws.answers;
