package io.stocktake.lab.jobs;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.manifest.ManifestGenerator;
import io.stocktake.lab.manifest.ManifestSource;
import io.stocktake.lab.reports.ReportPlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What CreateJob asks for.
 *
 * @param document the request, for equal requests have equal documents
 * @param operation the one member of the Operation element
 * @param manifest the list of its objects, if there is one
 * @param generator how it lists them itself, if there is none
 */
public record JobSpec(
    XmlNode document,
    boolean confirmationRequired,
    String token,
    String description,
    int priority,
    String roleArn,
    XmlNode operation,
    ReportPlace report,
    Optional<ManifestSource> manifest,
    Optional<ManifestGenerator> generator,
    Map<String, String> tags) {
  private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::(\\d{12}):role/.+");
  private static final int MAX_ROLE = 2048;
  private static final int MAX_TOKEN = 64;
  private static final int MAX_TEXT = 256;

  /**
   * Reads and checks a CreateJobRequest. Confirmation is required unless the request says it is
   * not.
   *
   * @throws S3Exception BadRequestException, TooManyTagsException, MalformedXML
   */
  public static JobSpec parse(byte[] bytes) {
    XmlNode document = XmlNode.parse(bytes, "CreateJobRequest");
    try {
      return of(document);
    } catch (IllegalArgumentException e) {
      throw bad(e.getMessage());
    }
  }

  private static JobSpec of(XmlNode document) {
    XmlNode operation = operation(need(document, "Operation"));
    XmlNode report = need(document, "Report");
    requireReport(operation, report);
    return new JobSpec(
        document,
        !document.value("ConfirmationRequired").orElse("true").equals("false"),
        bounded(document, "ClientRequestToken", MAX_TOKEN),
        description(document),
        priority(text(document, "Priority")),
        role(text(document, "RoleArn")),
        operation,
        ReportPlace.of(report),
        manifest(document).map(ManifestSource::of),
        document.find("ManifestGenerator").map(ManifestGenerator::of),
        document.find("Tags").map(JobSpec::tags).orElse(Map.of()));
  }

  private static XmlNode operation(XmlNode union) {
    if (union.children().size() != 1) {
      throw bad("Operation must have exactly one member");
    }
    return union.children().get(0);
  }

  /** The checksums that a job computes are nowhere but in its report. */
  private static void requireReport(XmlNode operation, XmlNode report) {
    boolean all = report.value("ReportScope").orElse("").equals("AllTasks");
    if (operation.name().equals("S3ComputeObjectChecksum") && !all) {
      throw bad("S3ComputeObjectChecksum needs a report of AllTasks");
    }
  }

  private static Optional<XmlNode> manifest(XmlNode document) {
    Optional<XmlNode> manifest = document.find("Manifest");
    if (manifest.isPresent() == document.find("ManifestGenerator").isPresent()) {
      throw bad("Exactly one of Manifest and ManifestGenerator must be given");
    }
    return manifest;
  }

  private static String description(XmlNode document) {
    return document.find("Description").isEmpty() ? "" : bounded(document, "Description", MAX_TEXT);
  }

  /**
   * Reads a priority.
   *
   * @throws S3Exception BadRequestException
   */
  public static int priority(String text) {
    if (!text.matches("\\d{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
      throw bad("Priority must be from 0 to 2147483647, is " + text);
    }
    return Integer.parseInt(text);
  }

  private static String role(String arn) {
    if (arn.length() > MAX_ROLE || !ROLE.matcher(arn).matches()) {
      throw bad("RoleArn is not the ARN of a role: " + arn);
    }
    return arn;
  }

  /** The account of the role. */
  String roleAccount() {
    return ROLE.matcher(roleArn).replaceAll("$1");
  }

  /**
   * Reads tags of a job.
   *
   * @throws S3Exception BadRequestException, TooManyTagsException
   */
  public static Map<String, String> tags(XmlNode list) {
    List<XmlNode> members = list.all("member");
    if (members.size() > 50) {
      throw new S3Exception(S3Error.TOO_MANY_TAGS_EXCEPTION);
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (XmlNode member : members) {
      String key = bounded(member, "Key", 128);
      String value = member.find("Value").map(XmlNode::text).orElse("");
      if (value.length() > MAX_TEXT || tags.put(key, value) != null) {
        throw bad("Invalid tag: " + key);
      }
    }
    return tags;
  }

  private static XmlNode need(XmlNode parent, String name) {
    return parent.find(name).orElseThrow(() -> bad("The request lacks " + name));
  }

  private static String text(XmlNode parent, String name) {
    return need(parent, name).text().trim();
  }

  private static String bounded(XmlNode parent, String name, int most) {
    String text = text(parent, name);
    if (text.isEmpty() || text.length() > most) {
      throw bad("%s must have from 1 to %d characters".formatted(name, most));
    }
    return text;
  }

  private static S3Exception bad(String message) {
    return new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, message);
  }
}
