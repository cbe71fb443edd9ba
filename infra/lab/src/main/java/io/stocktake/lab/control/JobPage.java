package io.stocktake.lab.control;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.jobs.Job;
import io.stocktake.lab.jobs.JobStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A page of ListJobs.
 *
 * @param nextToken the id of its last job, or the empty string if nothing follows
 */
record JobPage(List<Job> jobs, String nextToken) {
  private static final int MAX = 1000;

  static JobPage of(List<Job> all, Query query) {
    int limit = limit(query);
    Set<JobStatus> wanted = statuses(query);
    List<Job> rest =
        all.subList(start(all, query.text("nextToken")), all.size()).stream()
            .filter(job -> wanted.contains(job.status()))
            .toList();
    List<Job> page = rest.subList(0, Math.min(limit, rest.size()));
    boolean more = page.size() < rest.size();
    return new JobPage(page, more ? page.get(page.size() - 1).id() : "");
  }

  private static int limit(Query query) {
    int asked = query.number("maxResults", MAX);
    if (asked > MAX) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST_EXCEPTION, "maxResults must be from 0 to " + MAX);
    }
    return asked == 0 ? MAX : asked;
  }

  private static Set<JobStatus> statuses(Query query) {
    Set<JobStatus> wanted = EnumSet.noneOf(JobStatus.class);
    for (Query.Parameter parameter : query.parameters()) {
      if (parameter.name().equals("jobStatuses")) {
        wanted.add(JobCalls.status(parameter.value()));
      }
    }
    return wanted.isEmpty() ? EnumSet.allOf(JobStatus.class) : wanted;
  }

  private static int start(List<Job> all, String token) {
    if (token.isEmpty()) {
      return 0;
    }
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).id().equals(token))
        .map(i -> i + 1)
        .findFirst()
        .orElseThrow(() -> new S3Exception(S3Error.INVALID_NEXT_TOKEN_EXCEPTION));
  }
}
