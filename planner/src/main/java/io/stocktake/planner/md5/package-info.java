/**
 * MD5 of many file ranges at once, one in each SIMD lane; the JDK's digest where that is not so.
 */
package io.stocktake.planner.md5;
