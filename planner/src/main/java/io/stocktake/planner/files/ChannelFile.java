package io.stocktake.planner.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file by the JDK's public classes, which cannot ask an open file for its times. */
final class ChannelFile extends OpenFile {
  private static final OpenOption[] FOLLOW = {StandardOpenOption.READ};
  private static final OpenOption[] NO_FOLLOW = {
    StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS
  };

  private final Path path;
  private final FileChannel channel;

  private ChannelFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static OpenFile at(Path path, long offset, boolean follow) throws IOException {
    FileChannel channel = FileChannel.open(path, follow ? FOLLOW : NO_FOLLOW);
    try {
      return new ChannelFile(path, channel.position(offset));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(into, offset, Math.min(length, CHUNK)));
  }

  @Override
  public Stat stat() throws IOException {
    return Stat.of(path, false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
