/** The lab on the command line: who may use it, and how to reach it. */
package io.stocktake.cli.lab;
