/** Conditions and byte ranges of reads and writes. */
package io.stocktake.lab.objects.conditions;
