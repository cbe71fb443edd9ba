/** Reads directories, attributes and bytes of files, by the shortest way that the JVM has. */
package io.stocktake.planner.files;
