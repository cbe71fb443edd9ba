package io.stocktake.planner.files;

import io.stocktake.manifests.source.SourceRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** An open file by the JDK's public classes, which cannot ask an open file for its times. */
final class ChannelFile extends OpenFile {
  private static volatile SourceRoot last = SourceRoot.of(Path.of(""));

  private final SourceRoot root;
  private final Path path;
  private final FileChannel channel;

  private ChannelFile(SourceRoot root, Path path, FileChannel channel) {
    this.root = root;
    this.path = path;
    this.channel = channel;
  }

  static OpenFile at(Path root, Path path, long offset) throws IOException {
    SourceRoot source = source(root);
    FileChannel channel = source.open(path);
    try {
      return new ChannelFile(source, path, channel.position(offset));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** All files of a plan have one root. */
  @SuppressWarnings("ReferenceEquality") // another plan's root may be another directory by now
  static SourceRoot source(Path root) throws IOException {
    SourceRoot known = last;
    if (known.path() != root) {
      SourceRoot fresh = SourceRoot.of(root);
      last = fresh;
      known.close();
      return fresh;
    }
    return known;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(into, offset, Math.min(length, CHUNK)));
  }

  @Override
  public Stat stat() throws IOException {
    return Stat.of(root.attributes(path));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
