/**
 * MD5 of many file ranges at once, one in each SIMD lane, or by the JDK's digest where there is no
 * vector unit.
 */
package io.stocktake.planner.fingerprint.md5;
