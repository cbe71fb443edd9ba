/** The S3 Control API of batch jobs: its documents and its refusals. */
package io.stocktake.lab.control;
