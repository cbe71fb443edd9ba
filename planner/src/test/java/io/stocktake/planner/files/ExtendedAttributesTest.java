package io.stocktake.planner.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes are read as they were set, ACLs too, and of nothing outside the root. */
class ExtendedAttributesTest {
  private static final String ACCESS = "system.posix_acl_access";
  private static final String DEFAULT = "system.posix_acl_default";

  @TempDir private Path temp;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    assumeTrue(ExtendedAttributes.readable(), "no system calls in this JVM");
    assumeTrue(Files.getFileStore(root).supportsFileAttributeView("user"), "no xattrs here");
  }

  @Test
  void whatWasSetIsRead() throws Exception {
    byte[] large = new byte[2000];
    large[7] = -1;
    Path file = Files.createFile(root.resolve("ü b"));
    set(file, "large", large);
    set(file, "empty", new byte[0]);
    set(file, "ä ü", "ö".getBytes(UTF_8));
    Map<String, byte[]> read = ExtendedAttributes.read(root, file, false, name -> true);
    assertThat(read).containsOnlyKeys("user.large", "user.empty", "user.ä ü");
    assertThat(read.get("user.large")).isEqualTo(large);
    assertThat(read.get("user.empty")).isEmpty();
    assertThat(ExtendedAttributes.read(root, file, false, name -> name.endsWith("empty")))
        .containsOnlyKeys("user.empty");
    assertThat(ExtendedAttributes.read(root, root, false, name -> true)).isEmpty();
  }

  @Test
  void listsOfAccessControlAreRead() throws Exception {
    byte[] list = acl();
    Path file = Files.createFile(root.resolve("file"));
    Path directory = Files.createDirectory(root.resolve("d"));
    set(file, ACCESS.getBytes(UTF_8), list);
    set(directory, DEFAULT.getBytes(UTF_8), list);
    assertThat(ExtendedAttributes.read(root, file, false, name -> true))
        .containsOnlyKeys(ACCESS)
        .containsEntry(ACCESS, list);
    assertThat(ExtendedAttributes.read(root, directory, false, name -> true))
        .containsOnlyKeys(DEFAULT)
        .containsEntry(DEFAULT, list);
  }

  @Test
  void namesThatAreNotUtf8AreRefusedInPeace() throws Exception {
    Path file = Files.createFile(root.resolve("file"));
    set(file, new byte[] {'u', 's', 'e', 'r', '.', -1}, new byte[1]);
    assertThatThrownBy(() -> ExtendedAttributes.read(root, file, false, name -> true))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("user.%FF is not UTF-8");
  }

  @Test
  void linksAreFollowedOnlyWithinTheRootAndOnlyIfAsked() throws Exception {
    Path file = Files.createFile(root.resolve("file"));
    set(file, "a", new byte[1]);
    Path out = Files.createFile(temp.resolve("out"));
    Path in = Files.createSymbolicLink(root.resolve("in"), file);
    Path away = Files.createSymbolicLink(root.resolve("away"), out);
    assertThat(ExtendedAttributes.read(root, in, true, name -> true)).containsOnlyKeys("user.a");
    assertThatThrownBy(() -> ExtendedAttributes.read(root, in, false, name -> true))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ExtendedAttributes.read(root, away, true, name -> true))
        .hasMessageContaining("leads out of");
    assertThatThrownBy(
            () -> ExtendedAttributes.read(root, root.resolve("none"), false, name -> true))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileSystemWithoutThemHasNone() throws Exception {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc.resolve("self")), "no /proc");
    assertThat(ExtendedAttributes.read(proc, proc.resolve("version"), false, name -> true))
        .isEmpty();
  }

  private static void set(Path file, String name, byte[] value) throws IOException {
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write(name, ByteBuffer.wrap(value));
  }

  /** As the JDK does for its users, but in any name space. */
  private static void set(Path file, byte[] name, byte[] value) throws Exception {
    Class<?> calls = Class.forName("sun.nio.fs.UnixNativeDispatcher");
    MethodHandle call =
        MethodHandles.privateLookupIn(calls, MethodHandles.lookup())
            .findStatic(
                calls,
                "fsetxattr",
                MethodType.methodType(void.class, int.class, byte[].class, long.class, int.class));
    ByteBuffer direct = ByteBuffer.allocateDirect(value.length).put(value);
    int open = SystemCalls.open(file, false);
    try {
      call.invokeExact(open, name, SystemCalls.address(direct), value.length);
    } catch (Throwable e) {
      throw new IOException("cannot set " + new String(name, UTF_8), e);
    } finally {
      SystemCalls.close(open, file);
    }
  }

  /** Version 2: owner rw, user 1 r, group r, mask rw, others r. */
  private static byte[] acl() {
    ByteBuffer list = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    int[][] lines = {{1, 6, -1}, {2, 4, 1}, {4, 4, -1}, {16, 6, -1}, {32, 4, -1}};
    for (int[] line : lines) {
      list.putShort((short) line[0]).putShort((short) line[1]).putInt(line[2]);
    }
    return list.array();
  }
}
