package io.stocktake.executor.batch.jobs;

import io.stocktake.manifests.S3Location;
import java.util.regex.Pattern;

/**
 * Defaults of all jobs of a run: role, priority, confirmation, and buckets.
 *
 * @param roleArn the role that S3 takes on to do the work
 * @param priority the higher, the sooner
 * @param confirm whether jobs wait until somebody confirms them
 * @param manifests where manifests are put
 * @param reports where S3 puts reports
 */
public record JobDefaults(
    String roleArn, int priority, boolean confirm, S3Location manifests, S3Location reports) {
  private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::[0-9]{12}:role/.+");

  public JobDefaults {
    if (!ROLE.matcher(roleArn).matches()) {
      throw new IllegalArgumentException(
          "a role has the form arn:aws:iam::123456789012:role/name, this is '" + roleArn + "'");
    }
    if (priority < 0) {
      throw new IllegalArgumentException("priority must not be negative, is " + priority);
    }
    manifests = manifests.asFolder();
    reports = reports.asFolder();
  }

  /** The account of the role, which is also that of the jobs: twelve digits. */
  public String account() {
    return roleArn.split(":", -1)[4];
  }

  /** The prefix of reports as S3 wants it: it adds a slash of its own. */
  public String reportPrefix() {
    String prefix = reports.prefix();
    return prefix.isEmpty() ? prefix : prefix.substring(0, prefix.length() - 1);
  }
}
