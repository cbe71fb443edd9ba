package io.stocktake.lab.s3;

import io.stocktake.lab.auth.Authenticator;
import io.stocktake.lab.buckets.Buckets;
import io.stocktake.lab.buckets.Lifecycle;
import io.stocktake.lab.control.JobCalls;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.ingest.Ingest;
import io.stocktake.lab.inventory.InventoryConfigurations;
import io.stocktake.lab.jobs.Jobs;
import io.stocktake.lab.keys.BucketEncryption;
import io.stocktake.lab.listing.ObjectListing;
import io.stocktake.lab.listing.VersionListing;
import io.stocktake.lab.lock.LockConfiguration;
import io.stocktake.lab.objects.ObjectAttributes;
import io.stocktake.lab.objects.ObjectCopier;
import io.stocktake.lab.objects.ObjectDeleter;
import io.stocktake.lab.objects.ObjectLocks;
import io.stocktake.lab.objects.ObjectReader;
import io.stocktake.lab.objects.ObjectTags;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.uploads.Parts;
import io.stocktake.lab.uploads.UploadCompletion;
import io.stocktake.lab.uploads.UploadListing;
import io.stocktake.lab.uploads.UploadStarts;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** Authenticates a request and hands it to the handler of its operation. */
public final class S3Endpoint implements Endpoint {
  /** Answers the requests of one operation. */
  @FunctionalInterface
  private interface Handler {
    Response handle(Request request) throws IOException;
  }

  private static final int MAX_TRIES = 10;

  private final Authenticator authenticator;
  private final String region;
  private final String account;
  private final Map<Operation, Handler> handlers = new EnumMap<>(Operation.class);

  /** The service over a store. */
  public S3Endpoint(
      Store store,
      Authenticator authenticator,
      String region,
      String account,
      Clock clock,
      Jobs jobs) {
    this.authenticator = authenticator;
    this.region = region;
    this.account = account;
    Ingest ingest = new Ingest(store.blobs());
    addBuckets(store, region);
    addListings(store);
    addObjects(store, ingest, clock);
    handlers.put(Operation.RESTORE_OBJECT, jobs.restores()::restore);
    addUploads(store, ingest, clock);
    addJobs(new JobCalls(jobs, region, account));
    if (handlers.size() != Operation.values().length) {
      throw new IllegalStateException("an operation has no handler");
    }
  }

  private void addBuckets(Store store, String region) {
    Buckets buckets = new Buckets(store, region, account);
    handlers.put(Operation.LIST_BUCKETS, buckets::list);
    handlers.put(Operation.CREATE_BUCKET, buckets::create);
    handlers.put(Operation.HEAD_BUCKET, buckets::head);
    handlers.put(Operation.DELETE_BUCKET, buckets::delete);
    handlers.put(Operation.GET_BUCKET_LOCATION, buckets::location);
    handlers.put(Operation.GET_BUCKET_VERSIONING, buckets::versioning);
    handlers.put(Operation.PUT_BUCKET_VERSIONING, buckets::setVersioning);
    Lifecycle lifecycle = new Lifecycle(store);
    handlers.put(Operation.GET_BUCKET_LIFECYCLE_CONFIGURATION, lifecycle::get);
    handlers.put(Operation.PUT_BUCKET_LIFECYCLE_CONFIGURATION, lifecycle::put);
    handlers.put(Operation.DELETE_BUCKET_LIFECYCLE, lifecycle::delete);
    LockConfiguration locks = new LockConfiguration(store);
    handlers.put(Operation.GET_OBJECT_LOCK_CONFIGURATION, locks::get);
    handlers.put(Operation.PUT_OBJECT_LOCK_CONFIGURATION, locks::put);
    BucketEncryption encryption = new BucketEncryption(store);
    handlers.put(Operation.GET_BUCKET_ENCRYPTION, encryption::get);
    handlers.put(Operation.PUT_BUCKET_ENCRYPTION, encryption::put);
    handlers.put(Operation.DELETE_BUCKET_ENCRYPTION, encryption::delete);
    InventoryConfigurations inventory = new InventoryConfigurations(store);
    handlers.put(Operation.GET_BUCKET_INVENTORY_CONFIGURATION, inventory::get);
    handlers.put(Operation.LIST_BUCKET_INVENTORY_CONFIGURATIONS, inventory::list);
    handlers.put(Operation.PUT_BUCKET_INVENTORY_CONFIGURATION, inventory::put);
    handlers.put(Operation.DELETE_BUCKET_INVENTORY_CONFIGURATION, inventory::delete);
  }

  private void addListings(Store store) {
    ObjectListing objects = new ObjectListing(store, account);
    handlers.put(Operation.LIST_OBJECTS, objects::v1);
    handlers.put(Operation.LIST_OBJECTS_V2, objects::v2);
    handlers.put(Operation.LIST_OBJECT_VERSIONS, new VersionListing(store, account)::list);
    UploadListing uploads = new UploadListing(store, account);
    handlers.put(Operation.LIST_MULTIPART_UPLOADS, uploads::uploads);
    handlers.put(Operation.LIST_PARTS, uploads::parts);
  }

  private void addObjects(Store store, Ingest ingest, Clock clock) {
    ObjectWriter writer = new ObjectWriter(store, ingest, clock);
    ObjectReader reader = new ObjectReader(store, clock);
    handlers.put(Operation.PUT_OBJECT, writer::put);
    handlers.put(Operation.COPY_OBJECT, new ObjectCopier(store, ingest, writer)::copy);
    handlers.put(Operation.GET_OBJECT, reader::read);
    handlers.put(Operation.HEAD_OBJECT, reader::read);
    handlers.put(Operation.GET_OBJECT_ATTRIBUTES, new ObjectAttributes(store)::get);
    ObjectDeleter deleter = new ObjectDeleter(store, clock);
    handlers.put(Operation.DELETE_OBJECT, deleter::one);
    handlers.put(Operation.DELETE_OBJECTS, deleter::many);
    ObjectTags tags = new ObjectTags(store);
    handlers.put(Operation.GET_OBJECT_TAGGING, tags::get);
    handlers.put(Operation.PUT_OBJECT_TAGGING, tags::put);
    handlers.put(Operation.DELETE_OBJECT_TAGGING, tags::delete);
    ObjectLocks locks = new ObjectLocks(store, clock);
    handlers.put(Operation.GET_OBJECT_RETENTION, locks::getRetention);
    handlers.put(Operation.PUT_OBJECT_RETENTION, locks::putRetention);
    handlers.put(Operation.GET_OBJECT_LEGAL_HOLD, locks::getHold);
    handlers.put(Operation.PUT_OBJECT_LEGAL_HOLD, locks::putHold);
  }

  private void addUploads(Store store, Ingest ingest, Clock clock) {
    UploadStarts starts = new UploadStarts(store, clock);
    handlers.put(Operation.CREATE_MULTIPART_UPLOAD, starts::create);
    handlers.put(Operation.ABORT_MULTIPART_UPLOAD, starts::abort);
    Parts parts = new Parts(store, ingest, clock);
    handlers.put(Operation.UPLOAD_PART, parts::upload);
    handlers.put(Operation.UPLOAD_PART_COPY, parts::copy);
    handlers.put(Operation.COMPLETE_MULTIPART_UPLOAD, new UploadCompletion(store, clock)::complete);
  }

  private void addJobs(JobCalls calls) {
    handlers.put(Operation.CREATE_JOB, calls::create);
    handlers.put(Operation.LIST_JOBS, calls::list);
    handlers.put(Operation.DESCRIBE_JOB, calls::describe);
    handlers.put(Operation.UPDATE_JOB_STATUS, calls::updateStatus);
    handlers.put(Operation.UPDATE_JOB_PRIORITY, calls::updatePriority);
    handlers.put(Operation.GET_JOB_TAGGING, calls::tags);
    handlers.put(Operation.PUT_JOB_TAGGING, calls::setTags);
    handlers.put(Operation.DELETE_JOB_TAGGING, calls::deleteTags);
  }

  /** Whether a key is there may know who may list the bucket; others are told nothing. */
  @Override
  public Response handle(Operation operation, Request request) throws IOException {
    Request verified = authenticator.verify(request);
    requireOwner(verified, "x-amz-expected-bucket-owner");
    requireOwner(verified, "x-amz-source-expected-bucket-owner");
    RequiredRights.of(operation, verified, region).forEach(verified.caller()::require);
    try {
      return answer(handlers.get(operation), verified);
    } catch (S3Exception e) {
      if (e.error() == S3Error.NO_SUCH_KEY) {
        verified.caller().require(Right.onBucket("ListBucket", verified.bucket()));
      }
      throw e;
    }
  }

  /** A version may be replaced between its look-up and the opening of its bytes: look again. */
  private static Response answer(Handler handler, Request request) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return handler.handle(request);
      } catch (NoSuchFileException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private void requireOwner(Request request, String header) {
    if (request.header(header).isPresent() && !request.header(header).get().equals(account)) {
      throw new S3Exception(S3Error.ACCESS_DENIED);
    }
  }
}
