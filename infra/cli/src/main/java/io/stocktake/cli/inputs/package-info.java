/** What is opened for a command and closed after it: sessions of planning and of applying. */
package io.stocktake.cli.inputs;
