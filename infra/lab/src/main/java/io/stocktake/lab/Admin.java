package io.stocktake.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.stocktake.lab.fault.Fault;
import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.inventory.Gap;
import io.stocktake.lab.model.ArchiveTier;
import io.stocktake.lab.seed.Seeding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The lab's own calls, unsigned, under {@code /_lab/}, which can be no bucket's name: {@code POST
 * inventory?bucket=&id=&lag=&without-prefix=}, {@code POST
 * faults?operation=&key=&count=&fault=&millis=}, {@code DELETE faults}, {@code POST jobs/faults?},
 * {@code DELETE jobs/faults}, {@code POST
 * seed?bucket=&prefix=&count=&size=&fake-size=&storage-class=}, {@code POST
 * archive?bucket=&key=&tier=} (ARCHIVE_ACCESS or DEEP_ARCHIVE_ACCESS), {@code GET requests}, {@code
 * DELETE requests}.
 */
final class Admin implements HttpHandler {
  private final Lab lab;

  Admin(Lab lab) {
    this.lab = lab;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      String rawQuery = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      answer(exchange, 200, act(call, Query.parse(rawQuery)));
    } catch (S3Exception e) {
      answer(exchange, e.error().status(), error(e.error().code(), e.getMessage()));
    } catch (IllegalArgumentException e) {
      answer(exchange, 400, error("InvalidArgument", e.getMessage()));
    }
  }

  private String act(String call, Query query) throws IOException {
    switch (call) {
      case "POST /_lab/inventory" -> {
        Gap gap = new Gap(Duration.ofSeconds(query.number("lag", 0)), query.get("without-prefix"));
        InventoryDelivery done = lab.deliverInventory(query.text("bucket"), query.text("id"), gap);
        return json(
            Map.of(
                "destinationBucket", quote(done.destinationBucket()),
                "manifestKey", quote(done.manifestKey())));
      }
      case "POST /_lab/faults" -> fail(query);
      case "DELETE /_lab/faults" -> lab.clearFaults();
      case "POST /_lab/jobs/faults" -> JobFaultCalls.set(lab.jobFaults(), query);
      case "DELETE /_lab/jobs/faults" -> lab.jobFaults().clear();
      case "POST /_lab/seed" -> lab.seed(seeding(query));
      case "POST /_lab/archive" ->
          lab.archive(query.text("bucket"), query.text("key"), tier(query.text("tier")));
      case "GET /_lab/requests" -> {
        return json(lab.requestCounts());
      }
      case "DELETE /_lab/requests" -> lab.resetRequestCounts();
      default -> throw new IllegalArgumentException("no such call: " + call);
    }
    return "{}";
  }

  private void fail(Query query) {
    Fault.Kind kind = Fault.Kind.named(query.text("fault"));
    Fault fault = new Fault(kind, Duration.ofMillis(query.number("millis", 0)));
    String operation = query.get("operation").orElse("*");
    lab.failNext(operation, query.get("key").orElse("(?s).*"), query.number("count", 1), fault);
  }

  private static ArchiveTier tier(String name) {
    return ArchiveTier.valueOf(name);
  }

  private static Seeding seeding(Query query) {
    Seeding seeding = new Seeding(query.text("bucket"), query.text("prefix"), count(query));
    return seeding
        .withSize(Long.parseLong(query.get("size").orElse("0")))
        .withFakeSize(Long.parseLong(query.get("fake-size").orElse("-1")))
        .withStorageClass(query.get("storage-class").orElse("STANDARD"));
  }

  private static long count(Query query) {
    return Long.parseLong(query.get("count").orElse("1"));
  }

  private static String error(String code, String message) {
    return json(Map.of("code", quote(code), "message", quote(message)));
  }

  private static String json(Map<String, ?> members) {
    return members.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(member -> quote(member.getKey()) + ": " + member.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
