/** Words, numbers and progress as people read them. */
package io.stocktake.cli.screen;
