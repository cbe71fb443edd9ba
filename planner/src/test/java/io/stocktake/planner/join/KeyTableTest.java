package io.stocktake.planner.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTableTest {
  @TempDir private Path temp;
  private final KeyHash hash = KeyHash.random();
  private final OffHeap memory = new OffHeap(Path.of("not to be made"), 1 << 30);

  @ParameterizedTest
  @ValueSource(longs = {1 << 30, 10 << 20, 0})
  void findsWhatAMapFindsInMemoryAndOnDisk(long budget) throws IOException {
    try (OffHeap memory = new OffHeap(temp.resolve("objects"), budget)) {
      findsWhatAMapFinds(new KeyTable(memory));
      assertThat(memory.spilled() > 0).isEqualTo(budget < 1 << 30);
    }
    assertThat(temp).as("nothing stays").isEmptyDirectory();
  }

  private void findsWhatAMapFinds(KeyTable table) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, RemoteObject> model = new HashMap<>();
    for (int i = 0; i < 250_000; i++) {
      String key = "k" + i;
      RemoteObject object = object(random.nextLong(1L << 45), random);
      model.put(key, object);
      table.add(hash(key), object);
    }
    table.index(3);
    assertThat(table.size()).as("seed %d", seed).isEqualTo(model.size());
    model.forEach(
        (key, object) -> assertThat(table.find(hash(key))).as("seed %d", seed).contains(object));
    assertThat(table.find(hash("elsewhere"))).isEmpty();
  }

  @Test
  void aDiskWithoutRoomIsCalledWhatItIs() throws IOException {
    try (OffHeap full = new OffHeap(temp.resolve("no such directory/objects"), 0)) {
      KeyTable table = new KeyTable(full);
      table.add(hash("a"), object(1, new Random(1)));
      assertThatThrownBy(() -> table.index(1))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("objects, which holds what is known of objects beyond the memory")
          .hasFieldOrPropertyWithValue("code", FailureCode.TABLE_UNWRITABLE);
    }
  }

  @Test
  void keysThatShareASlotAreToldApart() throws IOException {
    KeyTable table = new KeyTable(memory);
    RemoteObject first = object(1, new Random(1));
    RemoteObject second = object(2, new Random(2));
    table.add(new long[] {5, 16}, first);
    table.add(new long[] {6, 16}, second);
    table.add(new long[] {5, -1L << 32}, second);
    table.add(new long[] {6, -1L << 32}, first);
    table.index(3);
    assertThat(table.find(new long[] {5, -1L << 32})).contains(second);
    assertThat(table.find(new long[] {6, -1L << 32})).as("round the end").contains(first);
    assertThat(table.find(new long[] {5, 16})).contains(first);
    assertThat(table.find(new long[] {6, 16})).contains(second);
    assertThat(table.find(new long[] {7, 16})).isEmpty();
    assertThat(table.find(new long[] {5 + 256, 16})).as("like another").isEmpty();
  }

  @Test
  void aKeyListedTwiceIsOneAmbiguousRow() throws IOException {
    KeyTable table = new KeyTable(memory);
    table.add(hash("a"), object(1, new Random(1)));
    table.add(hash("a"), object(1, new Random(1)));
    table.index(3);
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.find(hash("a")).orElseThrow().ambiguous()).isTrue();
  }

  @Test
  void onlyTheFirstClaimCounts() throws IOException {
    KeyTable table = new KeyTable(memory);
    table.add(hash("a"), object(7, new Random(1)));
    table.add(hash("b"), object(9, new Random(2)));
    table.index(3);
    List<Boolean> before = new ArrayList<>();
    BatchedLookups<String> lookups =
        BatchedLookups.claiming(
            table, 1, (key, object) -> before.add(object.orElseThrow().claimed()));
    lookups.add("a", hash("a"));
    lookups.add("a", hash("a"));
    lookups.finish();
    assertThat(before).containsExactly(false, true);
    assertThat(table.unclaimed()).isEqualTo(1);
    assertThat(table.unclaimedBytes()).isEqualTo(9);
  }

  @Test
  void anObjectKeepsItsETagAndSizeToTheLimit() {
    long largest = 48L << 40;
    ETag etag = new ETag("88fc978485924ccd87ceb19c90195b35-10000");
    RemoteObject object = RemoteObject.of(largest, Optional.of(etag), ETagWorth.OPAQUE, false);
    assertThat(object.size()).isEqualTo(largest);
    assertThat(object.etag()).isEqualTo(etag);
    assertThat(object.encrypted()).isTrue();
  }

  private static RemoteObject object(long size, Random random) {
    byte[] digest = new byte[16];
    random.nextBytes(digest);
    return RemoteObject.of(size, Optional.of(ETag.ofMd5(digest)), ETagWorth.TRANSPARENT, false);
  }

  private long[] hash(String key) {
    long[] out = new long[2];
    hash.hash(key.getBytes(UTF_8), out);
    return out;
  }
}
