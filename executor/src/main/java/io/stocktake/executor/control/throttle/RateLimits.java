package io.stocktake.executor.control.throttle;

/** What is allowed in a second; asked again and again, for it may change. */
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
