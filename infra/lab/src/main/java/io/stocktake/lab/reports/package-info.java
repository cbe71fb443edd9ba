/** Outcomes of tasks and the completion reports made of them, as S3 really writes them. */
package io.stocktake.lab.reports;
