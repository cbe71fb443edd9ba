package io.stocktake.planner.fingerprint.md5;

import io.stocktake.planner.files.Stat;
import java.io.IOException;
import java.util.Optional;

/**
 * The lanes of a kernel. All of them advance together by as many blocks as the lane with the fewest
 * has; lanes without a range hash what another lane hashes. A few lanes alone are faster one after
 * the other.
 */
final class LaneSet {
  /** Up to so many lanes are faster one after the other. */
  private static final int FEW = 5;

  private final Kernel kernel;
  private final ScalarKernel scalar = new ScalarKernel();
  private final byte[] arena;
  private final Lane[] lanes;
  private final int[] offsets;
  private final LaneState state;
  private final int[] words = new int[4];
  private int live;

  LaneSet(Kernel kernel) {
    this.kernel = kernel;
    int count = kernel.lanes();
    arena = new byte[2 * Kernel.GUARD + count * Lane.STRIDE];
    lanes = new Lane[count];
    offsets = new int[count];
    state = new LaneState(kernel);
    for (int i = 0; i < count; i++) {
      lanes[i] = new Lane(arena, Kernel.GUARD + i * Lane.STRIDE);
    }
  }

  /** Lanes that have a range. */
  int live() {
    return live;
  }

  /** Gives free lanes a range, waiting for one only if all are free. */
  void fill(Md5Lanes.Source source) throws IOException, InterruptedException {
    for (int i = 0; i < lanes.length; i++) {
      while (!lanes[i].isLive()) {
        Optional<FileRange> range = source.next(live == 0);
        if (range.isEmpty()) {
          return;
        }
        begin(i, range.get());
      }
    }
  }

  /** Hashes what can be hashed at once, reads on, and tells what came to its end. */
  void run() throws IOException {
    if (live <= FEW) {
      runOneByOne();
    } else {
      runTogether();
    }
    for (int i = 0; i < lanes.length; i++) {
      if (lanes[i].isLive() && lanes[i].blocks() == 0) {
        proceed(i);
      }
    }
  }

  /** Closes what is open. */
  void abandon() throws IOException {
    for (Lane lane : lanes) {
      lane.end();
    }
    live = 0;
  }

  private void begin(int i, FileRange range) throws IOException {
    live++;
    try {
      lanes[i].begin(range);
    } catch (IOException e) {
      fail(i, e);
      return;
    }
    state.start(i);
  }

  private void runTogether() {
    int blocks = Integer.MAX_VALUE;
    int any = 0;
    for (Lane lane : lanes) {
      if (lane.isLive()) {
        blocks = Math.min(blocks, lane.blocks());
        any = lane.at();
      }
    }
    for (int i = 0; i < lanes.length; i++) {
      offsets[i] = lanes[i].isLive() ? lanes[i].at() : any;
    }
    if (blocks > 0) {
      kernel.run(arena, offsets, state.all(), blocks);
      advance(blocks);
    }
  }

  private void advance(int blocks) {
    for (Lane lane : lanes) {
      if (lane.isLive()) {
        lane.advance(blocks);
      }
    }
  }

  private void runOneByOne() {
    for (int i = 0; i < lanes.length; i++) {
      if (lanes[i].isLive()) {
        state.get(i, words);
        scalar.run(arena, lanes[i].at(), words, lanes[i].blocks());
        state.set(i, words);
        lanes[i].advance(lanes[i].blocks());
      }
    }
  }

  private void proceed(int i) throws IOException {
    if (lanes[i].ended()) {
      live--;
      Stat after = lanes[i].after();
      lanes[i].end().done(state.md5(i), after);
      return;
    }
    try {
      lanes[i].fill();
    } catch (IOException e) {
      fail(i, e);
    }
  }

  private void fail(int i, IOException reason) throws IOException {
    live--;
    lanes[i].end().failed(reason);
  }
}
