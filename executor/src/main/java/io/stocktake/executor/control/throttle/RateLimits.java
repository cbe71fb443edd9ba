package io.stocktake.executor.control.throttle;

/**
 * Rate limits: bytes and requests a second. They may change, so they are asked for each request.
 */
public interface RateLimits {
  /** Nothing is limited. */
  RateLimits NONE =
      new RateLimits() {
        @Override
        public long bytesPerSecond() {
          return 0;
        }

        @Override
        public long requestsPerSecond() {
          return 0;
        }
      };

  /** Bytes of bodies sent in a second; 0 for any number. */
  long bytesPerSecond();

  /** Requests in a second; 0 for any number. */
  long requestsPerSecond();
}
