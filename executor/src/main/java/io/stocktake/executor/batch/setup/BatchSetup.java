package io.stocktake.executor.batch.setup;

import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.JobDefaults;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.inventory.DeliveryFiles;

/**
 * The setup of the batch route: jobs, buckets, defaults, routing and polling.
 *
 * @param jobs the account's jobs, in the Region of the plan's bucket
 * @param manifests the bucket that manifests are put into
 * @param reports the bucket that S3 puts reports into
 * @param terms what all jobs have in common
 * @param routes how rows are divided
 * @param patience how long to wait
 */
public record BatchSetup(
    BatchJobs jobs,
    ObjectStore manifests,
    DeliveryFiles reports,
    JobDefaults terms,
    RouteOptions routes,
    PollingPolicy patience) {}
