package io.stocktake.planner.source;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A source that no file system knows. */
public final class MemoryTree implements SourceTree {
  private static final FileTime TIME = FileTime.fromMillis(1_600_000_000_000L);

  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final AtomicLong bytesRead = new AtomicLong();

  /** Adds a file. */
  public MemoryTree with(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  /** Adds something that a walk cannot read. */
  public MemoryTree unreadable(String name, Problem.Kind kind) {
    problems.add(new Problem(name, kind, "not for this user"));
    return this;
  }

  /** Bytes of all files that were read. */
  public long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public String location() {
    return "memory://tree";
  }

  @Override
  public Optional<FileId> id() {
    return Optional.empty();
  }

  @Override
  public void walk(WalkOptions options, int threads, FileSink sink) throws IOException {
    PathStat stat = stat(options, sink);
    for (String name : files.keySet()) {
      stat.at(name);
    }
    for (Problem problem : problems) {
      sink.problem(problem);
    }
  }

  @Override
  public PathStat stat(WalkOptions options, FileSink sink) {
    return path -> {
      byte[] content = files.get(path);
      if (options.names().excludesFile(path)) {
        sink.leftOut(path);
      } else if (content == null) {
        sink.problem(new Problem(path, Problem.Kind.LISTED_MISSING, "there is no such file"));
      } else {
        sink.file(new WalkedFile(path, content.length, TIME, Optional.empty()));
      }
    };
  }

  @Override
  public OpenFile open(WalkedFile file, long offset) throws IOException {
    if (!exists(file)) {
      throw new FileNotFoundException(file.name());
    }
    return new Content(files.get(file.name()), (int) offset);
  }

  @Override
  public boolean exists(WalkedFile file) {
    return files.containsKey(file.name());
  }

  @Override
  public boolean isEmpty() {
    return files.isEmpty();
  }

  @Override
  public void require(RequiredFiles required) throws StocktakeException {
    if (!required.isEmpty()) {
      throw StocktakeException.refused("there are no such files");
    }
  }

  @Override
  public boolean overlaps(Path path) {
    return false;
  }

  private final class Content extends OpenFile {
    private final byte[] bytes;
    private int at;

    Content(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int read = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, into, offset, read);
      at += read;
      bytesRead.addAndGet(read);
      return read;
    }

    @Override
    public Stat stat() {
      return new Stat(Stat.Kind.FILE, bytes.length, TIME, Optional.empty());
    }

    @Override
    public void close() {}
  }
}
