package io.stocktake.manifests.catalogue.pages;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The Zstandard codec from array to array. Parquet's own goes through Hadoop's streams, and loads
 * Hadoop's configuration with them.
 */
public final class ZstdPages implements CompressionCodecFactory {
  private static final int LEVEL = 3;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    require(codec);
    return new Compressor();
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    require(codec);
    return new Decompressor();
  }

  @Override
  public void release() {}

  private static void require(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      throw new IllegalArgumentException(
          "pages of a catalogue are compressed by ZSTD, not " + codec);
    }
  }

  private static final class Compressor implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      return BytesInput.from(Zstd.compress(bytes.toInputStream().readAllBytes(), LEVEL));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {}
  }

  private static final class Decompressor implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput compressed, int size) throws IOException {
      byte[] page = new byte[size];
      byte[] from = compressed.toInputStream().readAllBytes();
      if (Zstd.decompressByteArray(page, 0, size, from, 0, from.length) != size) {
        throw new IOException("a page is not as long as its header says");
      }
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
