package io.stocktake.planner.inventory.reader;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Codecs as usual, but that Snappy takes a page from array to array: Hadoop's streams copy it four
 * times on the way. Used by one thread.
 */
final class SnappyPages implements CompressionCodecFactory {
  private final CodecFactory others =
      new CodecFactory(new PlainParquetConfiguration(), ParquetProperties.DEFAULT_PAGE_SIZE);

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return codec == CompressionCodecName.SNAPPY
        ? new ArrayDecompressor()
        : others.getDecompressor(codec);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return others.getCompressor(codec);
  }

  @Override
  public void release() {
    others.release();
  }

  private static final class ArrayDecompressor implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput compressed, int size) throws IOException {
      ByteBuffer from = compressed.toInputStream().slice((int) compressed.size());
      int at = from.arrayOffset() + from.position();
      // Snappy writes as much as the page itself says, regardless of the room there is.
      if (Snappy.uncompressedLength(from.array(), at, from.remaining()) != size) {
        throw new IOException("a page is not as long as its header says");
      }
      byte[] page = new byte[size];
      Snappy.uncompress(from.array(), at, from.remaining(), page, 0);
      return BytesInput.from(page);
    }

    @Override
    public void decompress(ByteBuffer from, int fromSize, ByteBuffer to, int toSize) {
      throw new UnsupportedOperationException("pages are read into arrays");
    }

    @Override
    public void release() {}
  }
}
