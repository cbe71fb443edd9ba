package io.stocktake.executor.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * The owner of a lease: run, machine, process and user.
 *
 * @param run identifies this run
 * @param host the machine's name
 * @param machine what tells this machine, since it was started, from all others, and where process
 *     ids are shared among some of its processes only, those; empty where that is not known
 * @param process the process id
 * @param user the user's name
 * @param plan what is applied: a plan, or the directory of a sync
 * @param since when it began
 */
public record LeaseOwner(
    String run,
    String host,
    String machine,
    long process,
    String user,
    String plan,
    Instant since) {
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PROCESSES = Path.of("/proc/self/ns/pid");

  /** This process. */
  public static LeaseOwner ofThisProcess(String plan, Instant now) {
    return new LeaseOwner(
        UUID.randomUUID().toString(),
        thisHost(),
        thisMachine(),
        ProcessHandle.current().pid(),
        System.getProperty("user.name", "?"),
        plan,
        now);
  }

  /** Whether this was a process of the machine and user of {@code other} that has ended. */
  boolean hasEndedBeside(LeaseOwner other) {
    return !machine.isEmpty()
        && machine.equals(other.machine)
        && user.equals(other.user)
        && ProcessHandle.of(process).isEmpty();
  }

  /** For people. */
  String words() {
    return user + " on " + host + " (process " + process + ") with " + plan + ", since " + since;
  }

  /** The resolver, which may take its time, is asked only where the system does not say. */
  private static String thisHost() {
    try {
      return new String(Files.readAllBytes(NAME), UTF_8).strip();
    } catch (IOException | SecurityException e) {
      return resolvedHost();
    }
  }

  private static String resolvedHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "an unnamed machine";
    }
  }

  private static String thisMachine() {
    try {
      String boot = new String(Files.readAllBytes(BOOT), UTF_8).strip();
      return boot + " " + Files.readSymbolicLink(PROCESSES);
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return "";
    }
  }
}
