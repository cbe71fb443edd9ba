package io.stocktake.executor.direct.delta;

import io.stocktake.executor.files.PartLayout;
import io.stocktake.manifests.ETag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One part of the new content: bytes to send, or a range to copy from the old content.
 *
 * @param length its bytes
 * @param digest its MD5
 * @param bytes what it holds; none if it is copied
 * @param from its offset in the old content, if it is copied
 */
public record DeltaSegment(long length, ETag digest, Optional<ByteBuffer> bytes, long from) {
  /** Where parts go, in order. */
  public interface SegmentConsumer {
    /** Takes the next part; its bytes are the sink's to keep. */
    void accept(DeltaSegment segment) throws IOException;
  }

  /**
   * Which parts there may be.
   *
   * @param least the least bytes of a part but the last
   * @param mostSent the most bytes of a part that is sent, at least {@code least}
   * @param mostCopied the most bytes of a part that is copied
   */
  public record Limits(int least, int mostSent, long mostCopied) {
    private static final long MOST_COPIED = 512 << 20;

    /** Parts of odd sizes for what would otherwise go in parts of this layout. */
    public static Limits of(PartLayout layout) {
      long fewest = (layout.size() + PartLayout.MAX_PARTS - 2) / (PartLayout.MAX_PARTS - 1);
      int least = (int) Math.max(PartLayout.MIN_SIZE, fewest);
      return new Limits(least, (int) Math.max(least, layout.partSize()), MOST_COPIED);
    }
  }
}
