package io.stocktake.manifests.io;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * External merge sort: brings any number of rows into order in constant memory (Knuth, "The Art of
 * Computer Programming", volume 3, section 5.4). Rows that memory does not hold go to files as
 * sorted runs, and the runs are merged, a bounded number at a time. The sort is stable: equal rows
 * come in the order in which they were added. Rows may be added by several threads; cursors are for
 * one.
 *
 * @param <T> a row, which is not changed after it was added
 */
public final class ExternalSorter<T> implements Closeable {
  /** Runs merged at a time, and so files open at a time, wherever nothing else is asked for. */
  public static final int FAN_IN = 64;

  private static final int BUFFER = 256 * 1024;

  /** The binary form of rows in the files of runs. Used by one thread at a time. */
  public interface Codec<R> {
    /** Writes one row. */
    void write(DataOutputStream out, R row) throws IOException;

    /** Reads one row, which {@link #write} wrote. */
    R read(DataInputStream in) throws IOException;
  }

  /** A run cannot be written or read; the message says where, and why. */
  private static final class RunFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private RunFileException(String message, IOException cause) {
      super(message, cause);
    }
  }

  /** A sorted file, and how many rows it holds. */
  private record Run(Path file, long rows) {}

  private final Path directory;
  private final Codec<T> codec;
  private final Comparator<? super T> order;
  private final int rowsInMemory;
  private final int fanIn;
  private final List<Run> runs = new ArrayList<>();
  private List<T> pending = new ArrayList<>();
  private int files;

  /**
   * A sorter without rows.
   *
   * @param directory a directory for the runs alone, made when there are any; what an earlier
   *     process left in it is removed
   * @param codec the rows' form in files
   * @param order the order
   * @param rowsInMemory rows held in memory
   * @param fanIn runs merged at a time, at least 2
   */
  public ExternalSorter(
      Path directory, Codec<T> codec, Comparator<? super T> order, int rowsInMemory, int fanIn)
      throws IOException {
    if (rowsInMemory < 1 || fanIn < 2) {
      throw new IllegalArgumentException("rows " + rowsInMemory + ", fan-in " + fanIn);
    }
    this.directory = directory;
    this.codec = codec;
    this.order = order;
    this.rowsInMemory = rowsInMemory;
    this.fanIn = fanIn;
    FileTrees.delete(directory);
  }

  /**
   * Adds a row.
   *
   * @throws IOException if the directory cannot be written to; says which one, and why
   */
  public synchronized void add(T row) throws IOException {
    pending.add(row);
    if (pending.size() >= rowsInMemory) {
      spill();
    }
  }

  /**
   * Begins with the first row in order; no more rows may be added from now on. Each cursor begins
   * anew.
   *
   * @throws IOException if the directory cannot be written to or read from
   */
  public synchronized Cursor cursor() throws IOException {
    if (runs.isEmpty()) {
      pending.sort(order);
      return inMemory();
    }
    if (!pending.isEmpty()) {
      spill();
    }
    mergeSurplus();
    return merged(runs);
  }

  /** Gives all rows in order, and forgets them. */
  public void drain(IOConsumer<? super T> taker) throws IOException {
    try (ExternalSorter<T> all = this;
        Cursor rows = cursor()) {
      while (rows.hasNext()) {
        taker.accept(rows.next());
      }
    }
  }

  private void spill() throws IOException {
    pending.sort(order);
    runs.add(write(inMemory()));
    pending = new ArrayList<>();
  }

  /** Merges neighbours, for equal rows to stay in order, until one merge can take all runs. */
  private void mergeSurplus() throws IOException {
    int at = 0;
    while (runs.size() > fanIn) {
      int width = Math.min(fanIn, runs.size() - fanIn + 1);
      at = at + width > runs.size() ? 0 : at;
      List<Run> neighbours = runs.subList(at, at + width);
      Run merged;
      try (Cursor rows = merged(neighbours)) {
        merged = write(rows);
      }
      for (Run run : neighbours) {
        Files.delete(run.file);
      }
      neighbours.clear();
      runs.add(at++, merged);
    }
  }

  private Run write(Cursor rows) throws IOException {
    try {
      PrivateFiles.createDirectories(directory);
      Path file = directory.resolve("run-" + files++);
      long count = 0;
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(PrivateFiles.write(file), BUFFER))) {
        for (; rows.hasNext(); count++) {
          codec.write(out, rows.next());
        }
      }
      return new Run(file, count);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private RunFileException failed(IOException e) {
    return e instanceof RunFileException known
        ? known
        : new RunFileException(
            "cannot sort rows with temporary files in " + directory + ": " + SystemErrors.reason(e),
            e);
  }

  /** Forgets all rows and removes all files. */
  @Override
  public synchronized void close() throws IOException {
    runs.clear();
    pending = new ArrayList<>();
    FileTrees.delete(directory);
  }

  private Cursor inMemory() throws IOException {
    Iterator<T> rows = pending.iterator();
    return new Cursor(List.of(new Source(0, () -> rows.hasNext() ? rows.next() : null)));
  }

  private Cursor merged(List<Run> some) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Run run : some) {
      sources.add(new Source(sources.size(), new RunReader(run)));
    }
    return new Cursor(sources);
  }

  /** Gives rows in order, then null. */
  private interface Rows<R> extends Closeable {
    R next() throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /** Reads a run; its count of rows, not the end of the file, says which one is the last. */
  private final class RunReader implements Rows<T> {
    private final Path file;
    private long left;
    private DataInputStream in;

    RunReader(Run run) {
      this.file = run.file;
      this.left = run.rows;
    }

    @Override
    public T next() throws IOException {
      try {
        if (in == null) {
          in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        }
        if (left == 0) {
          close();
          return null;
        }
        left--;
        return codec.read(in);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
      }
    }
  }

  /** A sorted source of rows, and the first that was not given yet. */
  private final class Source {
    private final int age;
    private final Rows<T> rows;
    private T head;

    Source(int age, Rows<T> rows) {
      this.age = age;
      this.rows = rows;
    }

    boolean advance() throws IOException {
      head = rows.next();
      return head != null;
    }

    /** Of equal rows that of the older source comes first. */
    int compareTo(Source other) {
      int byRow = order.compare(head, other.head);
      return byRow != 0 ? byRow : Integer.compare(age, other.age);
    }
  }

  /** The rows in order. Holds the files of runs open until each is read, or it is closed. */
  public final class Cursor implements Closeable {
    private final List<Source> sources;
    private final PriorityQueue<Source> others = new PriorityQueue<>(Source::compareTo);

    /** The source of the next row; null at the end. */
    private Source first;

    private Cursor(List<Source> sources) throws IOException {
      this.sources = sources;
      try {
        for (Source source : sources) {
          if (source.advance()) {
            others.add(source);
          }
        }
      } catch (IOException e) {
        close();
        throw e;
      }
      first = others.poll();
    }

    /** Whether there is another row. */
    public boolean hasNext() {
      return first != null;
    }

    /** The next row, which stays the next. */
    public T peek() {
      if (first == null) {
        throw new NoSuchElementException("there are no more rows");
      }
      return first.head;
    }

    /**
     * Takes the next row.
     *
     * @throws IOException if a file cannot be read
     */
    public T next() throws IOException {
      T row = peek();
      if (!first.advance()) {
        first = others.poll();
      } else if (!others.isEmpty() && first.compareTo(others.peek()) > 0) {
        others.add(first);
        first = others.poll();
      }
      return row;
    }

    @Override
    public void close() throws IOException {
      for (Source source : sources) {
        source.rows.close();
      }
    }
  }
}
