package io.stocktake.lab.fault;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.s3.Endpoint;
import io.stocktake.lab.s3.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Makes the next requests of chosen operations and keys fail, and passes on all others. */
public final class FaultyEndpoint implements Endpoint {
  private final Endpoint inner;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  /** Passes to the inner endpoint what does not fail. */
  public FaultyEndpoint(Endpoint inner) {
    this.inner = inner;
  }

  private record Rule(String operation, Pattern key, AtomicInteger left, Fault fault) {
    /** Whether this request is to fail; takes one off the count if so. */
    boolean takes(Operation called, Request request) {
      return (operation.equals("*") || operation.equals(called.apiName()))
          && key.matcher(request.key()).matches()
          && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  /**
   * Makes the next requests fail.
   *
   * @param operation API name, or {@code *} for any
   * @param keyPattern regular expression for the whole key
   * @param count how many requests
   */
  public void failNext(String operation, String keyPattern, int count, Fault fault) {
    rules.add(new Rule(operation, Pattern.compile(keyPattern), new AtomicInteger(count), fault));
  }

  /** Fails nothing any more. */
  public void clear() {
    rules.clear();
  }

  @Override
  public Response handle(Operation operation, Request request) throws IOException {
    Optional<Rule> rule = rules.stream().filter(r -> r.takes(operation, request)).findFirst();
    rules.removeIf(r -> r.left().get() == 0);
    return rule.isEmpty()
        ? inner.handle(operation, request)
        : fail(rule.get().fault(), operation, request);
  }

  private Response fail(Fault fault, Operation operation, Request request) throws IOException {
    Pause.of(fault.delay());
    return switch (fault.kind()) {
      case SLOW_DOWN -> throw new S3Exception(S3Error.SLOW_DOWN);
      case INTERNAL_ERROR -> throw new S3Exception(S3Error.INTERNAL_ERROR);
      case ACCESS_DENIED -> throw new S3Exception(S3Error.ACCESS_DENIED);
      case NOT_IMPLEMENTED -> throw new S3Exception(S3Error.NOT_IMPLEMENTED);
      case LOST_REQUEST -> throw new IOException("connection closed on request");
      case LOST_ANSWER -> {
        inner.handle(operation, request);
        throw new IOException("connection closed on request, after acting");
      }
      case DELAY -> inner.handle(operation, request);
      case ERROR_IN_OK -> errorInOk();
    };
  }

  private static Response errorInOk() {
    XmlText xml =
        XmlText.document("Error")
            .element("Code", S3Error.INTERNAL_ERROR.code())
            .element("Message", S3Error.INTERNAL_ERROR.message());
    return Response.ok(xml.close("Error"));
  }
}
