package io.stocktake.executor.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Append-and-force file; tests put a faulty one in its place. */
interface AppendFile extends Closeable {
  /** Appends all the bytes and returns when they would survive a power cut. */
  void append(ByteBuffer bytes) throws IOException;

  /** A file, written from the channel's position on. */
  static AppendFile of(FileChannel channel) {
    return new AppendFile() {
      @Override
      public void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
