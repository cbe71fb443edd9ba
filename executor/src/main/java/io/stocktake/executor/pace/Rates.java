package io.stocktake.executor.pace;

/** What is allowed in a second; asked again and again, for it may change. */
public interface Rates {
  /** Nothing is limited. */
  Rates NONE =
      new Rates() {
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
