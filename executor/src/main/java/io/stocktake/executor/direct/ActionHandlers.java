package io.stocktake.executor.direct;

import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.copy.CopyRules;
import io.stocktake.executor.direct.copy.MultipartCopier;
import io.stocktake.executor.direct.copy.SingleCopy;
import io.stocktake.executor.direct.delete.BatchedDeletes;
import io.stocktake.executor.direct.delete.VersionRemoval;
import io.stocktake.executor.direct.delta.SignatureStore;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.direct.multipart.MultipartSessions;
import io.stocktake.executor.direct.tag.PropertyChange;
import io.stocktake.executor.direct.tag.Tagging;
import io.stocktake.executor.direct.upload.MultipartUploader;
import io.stocktake.executor.direct.upload.OpaqueETagCheck;
import io.stocktake.executor.direct.upload.SinglePut;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.executor.files.PartSizes;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import java.util.EnumMap;
import java.util.Map;

/** The handlers of one run, by action: the one place that knows them all. */
final class ActionHandlers {
  private final WriteProtocol protocol;
  private final InFlightBudget budget;
  private final OpaqueETagCheck opaqueCheck;
  private final MultipartSessions sessions;
  private final SignatureStore signatures;
  private final Map<Action, ActionHandler> handlers = new EnumMap<>(Action.class);

  ActionHandlers(
      Plan plan,
      FileContents files,
      ObjectStore store,
      Journal journal,
      WriteProtocol protocol,
      InFlightBudget budget,
      DirectOptions options) {
    this.protocol = protocol;
    this.budget = budget;
    this.opaqueCheck = new OpaqueETagCheck(plan, store, protocol);
    this.sessions = new MultipartSessions(store, journal, protocol);
    this.signatures = new SignatureStore(options.signatures(), plan.destination().bucket());
    ObjectHeaderRules headers = new ObjectHeaderRules(plan);
    handlers.put(Action.UPLOAD, uploads(files, headers, store, options));
    handlers.put(
        Action.COPY, copies(new CopyRules(headers, files), store, options.multipart().copyLimit()));
    ActionHandler tags = requests(new Tagging(store, protocol)::start);
    handlers.put(Action.TAG, tags);
    handlers.put(Action.ADD_TAGS, tags);
    handlers.put(
        Action.SET_PROPERTIES, requests(new PropertyChange(headers, store, protocol)::start));
    handlers.put(Action.DELETE_VERSION, requests(new VersionRemoval(store, protocol)::start));
    handlers.put(Action.DELETE, new DeleteHandler(new BatchedDeletes(store, protocol), budget));
  }

  private ActionHandler uploads(
      FileContents files, ObjectHeaderRules headers, ObjectStore store, DirectOptions options) {
    SinglePut single = new SinglePut(files, headers, store, protocol);
    PartSizes parts = new PartSizes(options.multipart().partSize(), options.inFlight().bytes());
    MultipartUploader multipart =
        new MultipartUploader(files, headers, store, protocol, sessions, signatures, parts);
    return new ContentHandler(
        protocol,
        budget,
        opaqueCheck,
        new ContentHandler.Sizes(
            row -> files.size(row) >= options.multipart().threshold(), files::size),
        single::start,
        multipart::start);
  }

  private ActionHandler copies(CopyRules rules, ObjectStore store, long limit) {
    SingleCopy single = new SingleCopy(rules, store, protocol);
    MultipartCopier multipart = new MultipartCopier(rules, store, protocol, sessions, limit);
    return new ContentHandler(
        protocol,
        budget,
        opaqueCheck,
        new ContentHandler.Sizes(row -> row.size() > limit, row -> 0),
        single::start,
        multipart::start);
  }

  private ActionHandler requests(RequestHandler.RowWrite write) {
    return new RequestHandler(protocol, budget, write);
  }

  /** The handler of an action; there is one for all but {@link Action#NONE}. */
  ActionHandler of(Action action) {
    ActionHandler handler = handlers.get(action);
    if (handler == null) {
      throw new IllegalStateException("there is nothing to do for the action " + action.code());
    }
    return handler;
  }

  /** Begins what the handlers have put off. */
  void finish() throws RunCancelledException {
    for (ActionHandler handler : handlers.values()) {
      handler.finish();
    }
  }

  /** The multipart uploads of the run. */
  MultipartSessions sessions() {
    return sessions;
  }

  /** What was known of the objects, and learnt. */
  SignatureStore signatures() {
    return signatures;
  }
}
