/** S3 Batch Operations: jobs, their states on disk and the threads that run them. */
package io.stocktake.lab.jobs;
