package io.stocktake.lab.identity;

import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A user, or a role that is taken on, with the policy that holds for it.
 *
 * @param arn as AWS names it in refusals
 * @param asked the actions that were required of it
 */
record Identity(String arn, Policy policy, Set<String> asked) implements Caller {
  Identity(String arn, Policy policy) {
    this(arn, policy, ConcurrentHashMap.newKeySet());
  }

  /** The wording is that of Amazon S3 since 2024, for requests from within the account. */
  @Override
  public void require(Right right) {
    asked.add(right.action());
    String why =
        switch (policy.decide(right)) {
          case ALLOWED -> "";
          case DENIED -> " with an explicit deny in an identity-based policy";
          case NOT_ALLOWED ->
              " because no identity-based policy allows the " + right.action() + " action";
        };
    if (!why.isEmpty()) {
      throw new S3Exception(
          S3Error.ACCESS_DENIED,
          "User: %s is not authorized to perform: %s on resource: \"%s\"%s"
              .formatted(arn, right.action(), right.resource(), why));
    }
  }
}
