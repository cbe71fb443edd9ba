package io.stocktake.aws.listing;

import java.util.Optional;

/**
 * The keys after one and up to another.
 *
 * @param after all keys are greater than this
 * @param upTo no key is greater than this; open if empty
 */
record KeyRange(String after, Optional<String> upTo) {
  boolean endsBefore(String key) {
    return upTo.isPresent() && KeyOrder.compare(key, upTo.get()) > 0;
  }
}
