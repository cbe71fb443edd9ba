package io.stocktake.aws.answers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the XML body of one response as a stream; only the first and last bytes are kept. It must
 * begin and end with the expected root element, and must end at all.
 */
final class AnswerText {
  /** Ten times the longest page that S3 gives: 1,000 keys of 1,024 bytes, each escaped. */
  static final long MAX_BYTES = 64L << 20;

  /** Answers have a handful; the JDK's parser overflows its stack at some thousands. */
  static final int MAX_DEPTH = 100;

  private static final int HEAD = 4096;
  private static final int TAIL = 256;
  private static final int SHOWN = 120;

  /** The first start tag, behind the XML declaration, comments and a byte order mark. */
  private static final Pattern ROOT =
      Pattern.compile(
          "\\A\uFEFF?\\s*+(?:<\\?[^>]*+>\\s*+|<!--(?:[^-]|-(?!->))*+-->\\s*+)*+<([\\w.-]*+:)?([\\w.-]++)([^>]*+)>");

  private final String request;
  private final Set<String> roots;
  private final String where;
  private final Optional<Duration> patience;
  private final Depth depth = new Depth();
  private final long began = System.nanoTime();
  private final byte[] head = new byte[HEAD];
  private final byte[] tail = new byte[TAIL];
  private long length;
  private volatile boolean ended;

  /**
   * A body of which nothing has come yet.
   *
   * @param request the name of the request
   * @param roots the names that the root element may have; any, if there is none
   * @param where who answers
   * @param patience how long the body may take
   */
  AnswerText(String request, Set<String> roots, String where, Optional<Duration> patience) {
    this.request = request;
    this.roots = roots;
    this.where = where;
    this.patience = patience;
  }

  /** Takes the next bytes, which stay as they are. */
  void add(ByteBuffer more) {
    ByteBuffer bytes = more.duplicate();
    if (length < HEAD) {
      int first = (int) Math.min(HEAD - length, bytes.remaining());
      bytes.duplicate().get(head, (int) length, first);
    }
    length += bytes.remaining();
    int last = Math.min(TAIL, bytes.remaining());
    System.arraycopy(tail, last, tail, 0, TAIL - last);
    bytes.position(bytes.limit() - last);
    bytes.get(tail, TAIL - last, last);
    depth.add(more);
    if (length > MAX_BYTES) {
      throw unreadable("more than " + (MAX_BYTES >> 20) + " MiB, which no answer has");
    }
    if (depth.deepest() > MAX_DEPTH) {
      throw unreadable("elements more than " + MAX_DEPTH + " deep");
    }
    if (patience.filter(most -> System.nanoTime() - began > most.toNanos()).isPresent()) {
      throw unreadable("a body that does not end within " + patience.get().toSeconds() + " s");
    }
  }

  /** No more bytes come. */
  void end() {
    if (!roots.isEmpty()) {
      checkRoot();
      ended = true;
    }
  }

  private void checkRoot() {
    Matcher root = ROOT.matcher(head());
    if (!root.find() || !isExpected(root.group(2))) {
      throw unreadable(
          length == 0 ? "an empty body, which is no " + name() : "what is no " + name());
    }
    String prefix = root.group(1) == null ? "" : root.group(1);
    String end = "</" + prefix + root.group(2);
    boolean closed = root.group(3).endsWith("/");
    if (!closed && !tail().stripTrailing().replaceAll("\\s*>$", ">").endsWith(end + ">")) {
      throw unreadable("a " + root.group(2) + " that is cut off");
    }
  }

  /** Whether the body is complete and is the expected response. */
  boolean ended() {
    return ended;
  }

  /** Some stores name the element after the request, which nothing else answers so. */
  private boolean isExpected(String root) {
    return roots.contains(root) || root.equals(request + "Response");
  }

  private String name() {
    return roots.iterator().next();
  }

  private String head() {
    return new String(head, 0, (int) Math.min(HEAD, length), UTF_8);
  }

  private String tail() {
    int kept = (int) Math.min(TAIL, length);
    return new String(tail, TAIL - kept, kept, UTF_8);
  }

  /** An error that names the store, the request and what came. */
  UnreadableAnswerException unreadable(String what) {
    String start = Shown.of(head());
    String shown = start.length() > SHOWN ? start.substring(0, SHOWN) + "..." : start;
    return new UnreadableAnswerException(
        where
            + " answered "
            + request
            + " with "
            + what
            + (length == 0 ? "" : ": '" + shown + "'")
            + "; the answer is not used: check whether a proxy or a login page answers there",
        length == 0);
  }
}
