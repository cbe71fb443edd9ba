package io.stocktake.planner.join;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.SystemErrors;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory outside the heap. Up to a budget it is plain memory; beyond that it is a file, which the
 * kernel keeps in memory as long as there is room. Used by any number of threads.
 */
public final class OffHeap implements Closeable {
  private static final int SEGMENT = 1 << 20;

  /** Of a file much is mapped at once: the kernel counts mappings. */
  private static final int EXTENT = 8 << 20;

  private static final int ZEROS = 1 << 20;

  private final Path file;
  private long left;
  private FileChannel channel;
  private long fileBytes;
  private ByteBuffer segment = ByteBuffer.allocate(0);

  /**
   * Memory for one plan.
   *
   * @param file made when the budget is used up
   * @param budget bytes of plain memory
   */
  public OffHeap(Path file, long budget) {
    this.file = file;
    this.left = budget;
  }

  /** Bytes that this JVM lets a program have outside the heap: the heap's limit, unless set. */
  public static long limit() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = jvm == null ? 0 : Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    return set > 0 ? set : Runtime.getRuntime().maxMemory();
  }

  /**
   * Zeroed memory in the machine's byte order, aligned to 8 bytes.
   *
   * @param bytes a multiple of 8
   * @throws StocktakeException if the file cannot grow: the disk is full
   */
  public ByteBuffer allocate(int bytes) throws IOException {
    ByteBuffer part =
        bytes > SEGMENT / 16 && reserve(bytes)
            ? ByteBuffer.allocateDirect(bytes) // outside the lock: zeroing takes its time
            : slice(bytes);
    return part.order(ByteOrder.nativeOrder());
  }

  private synchronized boolean reserve(int bytes) {
    boolean fits = bytes <= left;
    left -= fits ? bytes : 0;
    return fits;
  }

  private synchronized ByteBuffer slice(int bytes) throws IOException {
    if (segment.remaining() < bytes) {
      segment =
          bytes <= SEGMENT && reserve(SEGMENT)
              ? ByteBuffer.allocateDirect(SEGMENT)
              : spilled(Math.max(bytes, EXTENT));
    }
    ByteBuffer part = segment.slice(segment.position(), bytes);
    segment.position(segment.position() + bytes);
    return part;
  }

  /** Bytes in the file. */
  public synchronized long spilled() {
    return fileBytes;
  }

  private ByteBuffer spilled(int bytes) throws IOException {
    try {
      return mapped(bytes);
    } catch (IOException e) {
      throw StocktakeException.environment(
          FailureCode.TABLE_UNWRITABLE,
          file
              + ", which holds what is known of objects beyond the memory for it, cannot grow: "
              + SystemErrors.reason(e),
          e);
    }
  }

  /** A page that finds no room on the disk would end the process, so the room is taken before. */
  private ByteBuffer mapped(int bytes) throws IOException {
    if (channel == null) {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
    for (long at = fileBytes; at < fileBytes + bytes; at += zeros.limit()) {
      zeros.clear().limit((int) Math.min(ZEROS, fileBytes + bytes - at));
      while (zeros.hasRemaining()) {
        channel.write(zeros, at + zeros.position());
      }
    }
    ByteBuffer map = channel.map(MapMode.READ_WRITE, fileBytes, bytes);
    fileBytes += bytes;
    return map;
  }

  /** Gives the file up; what was allocated must not be used any more. */
  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
