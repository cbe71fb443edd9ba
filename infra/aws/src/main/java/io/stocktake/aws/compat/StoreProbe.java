package io.stocktake.aws.compat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.ObjectStore.DeleteRequest;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.content.ObjectInspector;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Probes which guarantees a store gives, with the requests that an apply makes: what must be
 * refused must leave the object unchanged, and anything else must succeed. It writes objects below
 * {@code .stocktake/probe/}, one of 5 MiB among them, and removes them.
 */
public final class StoreProbe {
  private static final Guard OTHER = Guard.match(new ETag("0".repeat(32)));
  private static final TagSet TAGS = TagSet.parse("team=a%20b");

  /** Ranges are copied only of objects above 5 MiB. */
  private static final int LEAST_TO_CUT = (5 << 20) + 1;

  private final ProbeObjects probeObjects;
  private final ObjectStore store;
  private final ObjectStore strict;
  private final ObjectInspector objects;
  private final String bucket;
  private final String folder;

  /** A probe of one folder, over a session that stays open as long as it runs. */
  public static StoreProbe of(AwsSession session, S3Location folder) throws StocktakeException {
    String bucket = folder.bucket();
    ObjectStore lenient =
        session.store(bucket, CustomerKeys.NONE, EnumSet.complementOf(EnumSet.of(Guarantee.TAGS)));
    return new StoreProbe(lenient, session.store(bucket), session.objects(bucket), folder);
  }

  /**
   * A probe of one bucket.
   *
   * @param store takes an object of which no tags are told for one without any, so that all else
   *     can be tried
   * @param strict the same bucket, where that is an error
   * @param where the bucket, and a prefix that may be written below
   */
  public StoreProbe(
      ObjectStore store, ObjectStore strict, ObjectInspector objects, S3Location where) {
    this.strict = strict;
    this.store = store;
    this.objects = objects;
    this.bucket = where.bucket();
    this.folder = where.prefix() + ReservedKeys.FOLDER + "probe/" + UUID.randomUUID() + "/";
    this.probeObjects = new ProbeObjects(store);
  }

  /**
   * The results of a probe.
   *
   * @param found what was found of each guarantee that was asked for
   * @param left each object and upload that the store did not let be removed, and why
   */
  public record Result(Map<Guarantee, ProbeResult> found, List<String> left) {
    /** What stayed, as one sentence; none if nothing did. */
    public Optional<String> note() {
      return left.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "of what the probe wrote "
                  + left.size()
                  + " could not be removed, such as "
                  + left.get(0)
                  + "; remove what is left by hand");
    }
  }

  /**
   * Tries these.
   *
   * @throws StocktakeException if the store lets no object be written
   */
  public Result run(Set<Guarantee> asked) throws IOException {
    Map<Guarantee, ProbeResult> found = new EnumMap<>(Guarantee.class);
    List<String> left;
    try {
      for (Guarantee guarantee : asked) {
        found.put(guarantee, probe(guarantee));
      }
    } finally {
      left = probeObjects.remove();
    }
    return new Result(found, left);
  }

  private ProbeResult probe(Guarantee guarantee) throws IOException {
    ObjectKey key = new ObjectKey(folder + guarantee.code());
    try {
      return switch (guarantee) {
        case PUT_IF_NONE_MATCH -> whole(key, Guard.absent());
        case PUT_IF_MATCH -> whole(key, OTHER);
        case COMPLETE_IF_NONE_MATCH -> inParts(key, Guard.absent());
        case COMPLETE_IF_MATCH -> inParts(key, OTHER);
        case COPY_IF_NONE_MATCH -> copied(key, Guard.absent());
        case COPY_IF_MATCH -> copied(key, OTHER);
        case DELETE_IF_MATCH -> removed(key);
        case DELETE_MANY_IF_MATCH -> removedWithOthers(key);
        case COPY_SOURCE_IF_MATCH -> copiedFromAnother(key);
        case PART_SOURCE_IF_MATCH -> partOfAnother(key);
        case CONTENT_MD5 -> damaged(key);
        case ETAG_IS_MD5 ->
            held(probeObjects.put(key, "1").equals(ProbeObjects.md5("1")), "it is something else");
        case TAGS -> {
          probeObjects.put(key, "1");
          yield held(
              ProbeObjects.answer(strict.tags(key, Optional.empty())).isEmpty(), "it tells some");
        }
        case PUT_TAGS -> {
          ProbeObjects.answer(probeObjects.put(key, "1", TAGS, Guard.none()));
          yield tagged(key);
        }
        case UPLOAD_TAGS -> {
          ProbeObjects.answer(probeObjects.upload(key, "1", TAGS, Guard.none()));
          yield tagged(key);
        }
        case LIST_PARTS -> listed(key);
        case LIST_VERSIONS -> versions(key);
        case KEEPS_VERSIONS -> held(ProbeObjects.answer(store.keepsVersions()), "it does not");
        case ATTRIBUTES -> attributes(key);
        case CHECKSUMS -> checksums(key);
      };
    } catch (StoreException e) {
      if (e.kind() == Kind.FATAL || e.kind() == Kind.FULL) {
        throw StocktakeException.environment(e.getMessage(), e);
      }
      return ProbeResult.failed("", e);
    }
  }

  private ProbeResult whole(ObjectKey key, Guard wrong) throws IOException {
    ETag there = probeObjects.put(key, "1");
    return refused(key, there, () -> probeObjects.put(key, "2", TagSet.EMPTY, wrong))
        .orElseGet(
            () ->
                done(
                    () ->
                        probeObjects.put(
                            free(key, wrong), "2", TagSet.EMPTY, right(wrong, there))));
  }

  private ProbeResult inParts(ObjectKey key, Guard wrong) throws IOException {
    ETag there = probeObjects.put(key, "1");
    return refused(key, there, () -> probeObjects.upload(key, "2", TagSet.EMPTY, wrong))
        .orElseGet(
            () ->
                done(
                    () ->
                        probeObjects.upload(
                            free(key, wrong), "2", TagSet.EMPTY, right(wrong, there))));
  }

  private ProbeResult copied(ObjectKey key, Guard wrong) throws IOException {
    ETag there = probeObjects.put(key, "1");
    CopySource source = source(key, "2");
    return refused(key, there, () -> copy(key, source, wrong))
        .orElseGet(() -> done(() -> copy(free(key, wrong), source, right(wrong, there))));
  }

  private ProbeResult removed(ObjectKey key) throws IOException {
    ETag there = probeObjects.put(key, "1");
    return refused(key, there, () -> store.delete(key, OTHER))
        .orElseGet(() -> done(() -> store.delete(key, Guard.match(there))));
  }

  private ProbeResult removedWithOthers(ObjectKey key) throws IOException {
    ETag there = probeObjects.put(key, "1");
    return refused(key, there, () -> deleteAll(key, OTHER))
        .orElseGet(() -> done(() -> deleteAll(key, Guard.match(there))));
  }

  private ProbeResult copiedFromAnother(ObjectKey key) throws IOException {
    CopySource source = source(key, "2");
    ETag there = probeObjects.put(key, "1");
    return refused(key, there, () -> copy(key, other(source), Guard.none()))
        .orElseGet(() -> done(() -> copy(key, source, Guard.none())));
  }

  private ProbeResult partOfAnother(ObjectKey key) throws IOException {
    CopySource source = source(key, "2".repeat(LEAST_TO_CUT));
    String upload = probeObjects.begin(key, TagSet.EMPTY);
    return refused(() -> store.copyPart(key, upload, 1, other(source), 0, 1))
        .orElseGet(() -> done(() -> store.copyPart(key, upload, 1, source, 0, 1)));
  }

  private ProbeResult damaged(ObjectKey key) throws IOException {
    try {
      ProbeObjects.answer(probeObjects.damaged(key));
      return ProbeResult.not("other bytes are taken");
    } catch (StoreException e) {
      return held(ProbeObjects.answer(store.head(key)).isEmpty(), "other bytes are kept");
    }
  }

  private ProbeResult tagged(ObjectKey key) throws IOException {
    TagSet now = ProbeObjects.answer(store.tags(key, Optional.empty()));
    return held(now.equals(TAGS), now.isEmpty() ? "they are dropped" : "they become " + now);
  }

  private ProbeResult listed(ObjectKey key) throws IOException {
    String upload = probeObjects.begin(key, TagSet.EMPTY);
    ETag part = ProbeObjects.answer(probeObjects.part(key, upload, "1"));
    boolean told =
        ProbeObjects.answer(store.parts(key, upload))
            .filter(parts -> parts.equals(Map.of(1, part)))
            .isPresent();
    return held(told, "it tells something else");
  }

  private ProbeResult versions(ObjectKey key) throws IOException {
    ETag there = probeObjects.put(key, "1");
    boolean told =
        ProbeObjects.answer(store.versions(key)).stream().anyMatch(v -> v.etag().equals(there));
    return held(told, "the object is not in it");
  }

  private ProbeResult attributes(ObjectKey key) throws IOException {
    ProbeObjects.answer(probeObjects.upload(key, "1", TagSet.EMPTY, Guard.none()));
    return told(
        () -> {
          Optional<StoredContent> seen = objects.inspect(key);
          return seen.isPresent() && objects.parts(key, seen.get()).isPresent();
        });
  }

  private ProbeResult checksums(ObjectKey key) throws IOException {
    probeObjects.put(key, "1");
    return told(() -> objects.inspect(key).filter(seen -> !seen.checksums().isEmpty()).isPresent());
  }

  private interface Question {
    boolean ask() throws IOException;
  }

  private static ProbeResult told(Question question) {
    try {
      return held(question.ask(), "not told");
    } catch (IOException e) {
      return ProbeResult.failed("", e);
    }
  }

  /**
   * What went wrong with a request that must be refused and leave the object unchanged; empty if
   * nothing did.
   */
  private Optional<ProbeResult> refused(ObjectKey key, ETag there, ProbeObjects.Request wrong)
      throws IOException {
    Optional<ProbeResult> bad = refused(wrong);
    Optional<ETag> now = ProbeObjects.answer(store.head(key)).map(StoredObject::etag);
    return bad.isPresent() || now.equals(Optional.of(there))
        ? bad
        : Optional.of(ProbeResult.not("refused, and done all the same"));
  }

  private static Optional<ProbeResult> refused(ProbeObjects.Request wrong) {
    try {
      ProbeObjects.answer(wrong.send());
      return Optional.of(ProbeResult.not("ignored"));
    } catch (StoreException e) {
      return e.kind() == Kind.REFUSED ? Optional.empty() : Optional.of(ProbeResult.failed("", e));
    } catch (IOException e) {
      return Optional.of(ProbeResult.failed("", e));
    }
  }

  private static ProbeResult done(ProbeObjects.Request right) {
    try {
      ProbeObjects.answer(right.send());
      return ProbeResult.HELD;
    } catch (IOException e) {
      return ProbeResult.failed("refused though it holds: ", e);
    }
  }

  private static ProbeResult held(boolean yes, String otherwise) {
    return yes ? ProbeResult.HELD : ProbeResult.not(otherwise);
  }

  /** A key that is free where absence is insisted on. */
  private ObjectKey free(ObjectKey key, Guard guard) {
    return guard.equals(Guard.absent()) ? probeObjects.noted(new ObjectKey(key + "-free")) : key;
  }

  private static Guard right(Guard wrong, ETag there) {
    return wrong.equals(Guard.absent()) ? wrong : Guard.match(there);
  }

  private CopySource source(ObjectKey key, String content) throws IOException {
    ObjectKey from = new ObjectKey(key + "-source");
    return new CopySource(bucket, from, probeObjects.put(from, content), Optional.empty());
  }

  private static CopySource other(CopySource source) {
    return new CopySource(
        source.bucket(), source.key(), OTHER.etag().orElseThrow(), Optional.empty());
  }

  private CompletableFuture<?> copy(ObjectKey key, CopySource source, Guard guard) {
    return store.copy(key, source, CopyHeaders.NONE, TagSet.EMPTY, guard);
  }

  private CompletableFuture<Boolean> deleteAll(ObjectKey key, Guard guard) {
    List<DeleteRequest> one = new ArrayList<>(List.of(new DeleteRequest(key, guard)));
    return store.deleteAll(one).thenCompose(each -> each.get(0));
  }
}
