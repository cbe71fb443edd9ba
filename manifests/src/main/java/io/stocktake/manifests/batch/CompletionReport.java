package io.stocktake.manifests.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.inventory.DeliveryFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.io.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The completion report of one job in a bucket; S3 writes its {@code manifest.json} last. */
public final class CompletionReport {
  private static final String FORMAT = "Report_CSV_20180820";

  private record ResultFile(String key, String md5) {}

  private final DeliveryFiles files;
  private final String name;
  private final List<ResultFile> results;

  private CompletionReport(DeliveryFiles files, String name, List<ResultFile> results) {
    this.files = files;
    this.name = name;
    this.results = results;
  }

  /** Where its manifest is, as a user would name it. */
  public String describe() {
    return name;
  }

  /** The key of a report's manifest, below the prefix that the job was given. */
  public static String manifestKey(String prefix, String jobId) {
    return (prefix.isEmpty() ? "" : prefix + "/") + "job-" + jobId + "/manifest.json";
  }

  /**
   * Opens the report of a job, if it is there yet.
   *
   * @param files the bucket that reports go to
   * @param prefix the prefix that the job was given, without a slash at its end
   * @throws StocktakeException if what is there is no report, or is damaged
   */
  public static Optional<CompletionReport> find(DeliveryFiles files, String prefix, String jobId)
      throws IOException {
    return open(files, manifestKey(prefix, jobId));
  }

  /**
   * Opens a report by the key of its manifest, if it is there yet.
   *
   * @throws StocktakeException if what is there is no report, or is damaged
   */
  public static Optional<CompletionReport> open(DeliveryFiles files, String key)
      throws IOException {
    byte[] json;
    try (InputStream in = files.open(key)) {
      json = in.readAllBytes();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    checkMd5(files, key, json);
    String name = files.describe(key);
    return Optional.of(new CompletionReport(files, name, results(name, json)));
  }

  /** The digest beside the manifest is not promised; where it is, it holds. */
  private static void checkMd5(DeliveryFiles files, String key, byte[] json) throws IOException {
    try (InputStream in = files.open(key + ".md5")) {
      String md5 = new String(in.readAllBytes(), UTF_8).strip();
      if (!md5.equalsIgnoreCase(Digests.hex(Digests.md5().digest(json)))) {
        throw damaged(files.describe(key));
      }
    } catch (FileNotFoundException e) {
      // Not written, or not yet.
    }
  }

  private static List<ResultFile> results(String name, byte[] json) throws IOException {
    JsonNode root;
    try {
      root = Json.COMPACT.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw StocktakeException.environment(name + " is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.path("Format").asText().equals(FORMAT)) {
      throw StocktakeException.environment(
          name + " is not a completion report of the format " + FORMAT);
    }
    List<ResultFile> results = new ArrayList<>();
    for (JsonNode result : root.path("Results")) {
      results.add(new ResultFile(result.path("Key").asText(), result.path("MD5Checksum").asText()));
    }
    return results;
  }

  /**
   * Reads all rows, in no particular order. What the taker was given counts only if this returns.
   *
   * @throws StocktakeException if a file is missing, damaged, or not what it should be
   */
  public void rows(IOConsumer<ReportRow> taker) throws IOException {
    for (ResultFile result : results) {
      MessageDigest md5 = Digests.md5();
      try (InputStream in = new DigestInputStream(files.open(result.key()), md5)) {
        read(files.describe(result.key()), in, taker);
        in.transferTo(OutputStream.nullOutputStream());
      } catch (FileNotFoundException e) {
        throw StocktakeException.environment(
            files.describe(result.key())
                + ", which "
                + name
                + " names, does not exist; nothing of the report was used: fetch it again");
      }
      if (!Digests.hex(md5.digest()).equalsIgnoreCase(result.md5())) {
        throw damaged(files.describe(result.key()));
      }
    }
  }

  /** The CSV reader closes what it reads; the digest needs the stream to its end. */
  private static void read(String name, InputStream in, IOConsumer<ReportRow> taker)
      throws IOException {
    try {
      for (CsvRecord row : CsvReader.builder().ofCsvRecord(in, UTF_8)) {
        taker.accept(parse(name, row));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      throw StocktakeException.environment(name + " is not readable CSV: " + e.getMessage(), e);
    }
  }

  private static ReportRow parse(String name, CsvRecord row) throws IOException {
    try {
      return ReportRow.of(row.getFields());
    } catch (IllegalArgumentException e) {
      throw StocktakeException.environment(
          name + " line " + row.getStartingLineNumber() + ": " + e.getMessage(), e);
    }
  }

  private static StocktakeException damaged(String name) {
    return StocktakeException.environment(
        name + " does not have the MD5 that the report says; nothing of it was used");
  }
}
