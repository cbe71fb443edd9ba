/** What earlier plans learnt of files, so that a file that did not change is not read again. */
package io.stocktake.planner.state;
