package io.stocktake.cli.inputs.store;

import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.CodedEnum;
import java.util.EnumSet;
import java.util.Set;

/** Leave to write where a store ignores conditions, with a HEAD request just before instead. */
public enum Waiver implements CodedEnum {
  /** Of requests that write an object. */
  CONDITIONAL_PUT("no-conditional-put"),
  /** Of requests that copy one, on its source or on its target. */
  CONDITIONAL_COPY("no-conditional-copy"),
  /** Of requests that delete one. */
  CONDITIONAL_DELETE("no-conditional-delete");

  private final String code;

  Waiver(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  /** The guarantees that may be missing. */
  Set<Guarantee> waived() {
    return switch (this) {
      case CONDITIONAL_PUT ->
          EnumSet.of(
              Guarantee.PUT_IF_NONE_MATCH,
              Guarantee.PUT_IF_MATCH,
              Guarantee.COMPLETE_IF_NONE_MATCH,
              Guarantee.COMPLETE_IF_MATCH);
      case CONDITIONAL_COPY ->
          EnumSet.of(
              Guarantee.COPY_IF_NONE_MATCH,
              Guarantee.COPY_IF_MATCH,
              Guarantee.COPY_SOURCE_IF_MATCH,
              Guarantee.PART_SOURCE_IF_MATCH);
      case CONDITIONAL_DELETE -> EnumSet.of(Guarantee.DELETE_IF_MATCH);
    };
  }
}
