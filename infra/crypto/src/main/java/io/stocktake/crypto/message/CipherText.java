package io.stocktake.crypto.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The encrypted bytes of a message, in any order and as often as wanted, by several threads.
 *
 * <p>In feedback mode each block needs all before it. One cursor leads: what nobody read yet is
 * encrypted by it alone, and it leaves a checkpoint every so often. Who reads on from its place
 * holds its lock for as long as the read lasts, so that readers of one part after the other each
 * find it where they need it. What was encrypted before is encrypted again, without that lock, from
 * the nearest checkpoint or from where another such read ended.
 */
final class CipherText {
  private static final int MOST_IDLE = 16;

  private final Segments segments;
  private final InnerText text;
  private final SessionKey key;
  private final Detection detection = new Detection();
  private final List<byte[]> checkpoints = new ArrayList<>();
  private final List<Cursor> idle = new ArrayList<>();
  private final ReentrantLock leading = new ReentrantLock(true);
  private final Cursor leader;

  private volatile long led;

  /**
   * The encrypted bytes of a text.
   *
   * @param total bytes that are encrypted, with the modification detection code
   */
  CipherText(long total, InnerText text, SessionKey key) {
    this.segments = new Segments(total);
    this.text = text;
    this.key = key;
    this.leader = new Cursor(segments, text, key, 0, new byte[FeedbackCipher.BLOCK]);
  }

  /** Writes some of the bytes. */
  void read(long from, int length, ByteBuffer into) throws IOException {
    long at = from;
    long end = from + length;
    while (at < end) {
      at += segments.at(at) < led ? follow(at, end, into) : lead(at, end, into);
    }
  }

  /** Reads from where nobody was, as far as wanted; nothing if somebody was there meanwhile. */
  private long lead(long from, long end, ByteBuffer into) throws IOException {
    leading.lock();
    try {
      long at = from;
      while (at < end && segments.at(at) >= leader.first()) {
        while (leader.next() <= segments.at(at)) {
          keepCheckpoint();
          advanceLeader();
        }
        at += leader.copy(at, (int) (end - at), into);
      }
      return at - from;
    } finally {
      leading.unlock();
    }
  }

  private void advanceLeader() throws IOException {
    try {
      leader.advance(detection, true);
    } finally {
      led = leader.first();
    }
  }

  private void keepCheckpoint() {
    if (leader.next() % segments.spacing() == 0) {
      synchronized (checkpoints) {
        if (checkpoints.size() == leader.next() / segments.spacing()) {
          checkpoints.add(leader.chain());
        }
      }
    }
  }

  /** Reads what was encrypted before, as far as wanted, or up to where the leader is. */
  private long follow(long from, long end, ByteBuffer into) throws IOException {
    Cursor cursor = take(segments.at(from));
    long at = from;
    while (at < end && segments.at(at) < led) {
      while (cursor.next() <= segments.at(at)) {
        cursor.advance(detection, false);
      }
      at += cursor.copy(at, (int) (end - at), into);
    }
    putBack(cursor);
    return at - from;
  }

  /** The idle cursor nearest before a segment, or one at the checkpoint if that is nearer. */
  private Cursor take(long segment) {
    long checkpoint = segment / segments.spacing();
    synchronized (idle) {
      Cursor nearest = null;
      for (Cursor cursor : idle) {
        if (cursor.first() <= segment && (nearest == null || cursor.first() > nearest.first())) {
          nearest = cursor;
        }
      }
      if (nearest != null && nearest.first() >= checkpoint * segments.spacing()) {
        idle.remove(nearest);
        return nearest;
      }
    }
    byte[] chain;
    synchronized (checkpoints) {
      chain = checkpoints.get((int) checkpoint);
    }
    return new Cursor(segments, text, key, checkpoint * segments.spacing(), chain);
  }

  private void putBack(Cursor cursor) {
    synchronized (idle) {
      if (idle.size() == MOST_IDLE) {
        idle.remove(0);
      }
      idle.add(cursor);
    }
  }
}
