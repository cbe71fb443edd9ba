package io.stocktake.aws;

import io.stocktake.executor.control.throttle.RequestThrottle;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Reports every 503 SlowDown to the throttle, also where a retry hides it. */
final class ThrottlingListener implements ExecutionInterceptor {
  private static final int SLOW_DOWN = 503;
  private static final int TOO_MANY = 429;

  private final RequestThrottle throttle;

  ThrottlingListener(RequestThrottle throttle) {
    this.throttle = throttle;
  }

  @Override
  public void beforeUnmarshalling(
      Context.BeforeUnmarshalling context, ExecutionAttributes attributes) {
    int status = context.httpResponse().statusCode();
    if (status == SLOW_DOWN || status == TOO_MANY) {
      throttle.busy();
    }
  }
}
