package io.stocktake.planner.fingerprint.md5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class KernelsTest {
  @Test
  void thisMachinesKernelIsFoundRightAndFast() throws InterruptedException {
    int width = KernelChoice.preferredWidth();
    assumeTrue(width >= 8);
    assertThat(Kernels.ofThisMachine().await().orElseThrow().width())
        .isEqualTo(Math.min(width, 16));
  }

  @Test
  void withoutAKernelThereIsNone() throws InterruptedException {
    assertThat(new Kernels(Optional::empty).await()).isEmpty();
  }

  @Test
  void aKernelThatIsWrongInOneLaneIsNotUsed() throws InterruptedException {
    assumeTrue(KernelChoice.preferredWidth() >= 8);
    assertThat(new Kernels(() -> Optional.of(WrongKernel::new)).await()).isEmpty();
  }

  @Test
  void aKernelThatCannotBeMadeIsNotUsed() throws InterruptedException {
    Supplier<Kernel> broken =
        () -> {
          throw new NoSuchMethodError("another Vector API");
        };
    assertThat(new Kernels(() -> Optional.of(broken)).await()).isEmpty();
  }

  @Test
  void everyKernelOfThisMachineIsRight() {
    for (int width = 8; width <= Math.min(16, KernelChoice.preferredWidth()); width *= 2) {
      assertThat(new KernelTrial(KernelChoice.ofWidth(width).get()).isRight()).isTrue();
    }
  }

  /** Forgets the last bit of the last lane. */
  private static final class WrongKernel implements Kernel {
    private final Kernel right = KernelChoice.forThisMachine().orElseThrow().get();

    @Override
    public int lanes() {
      return right.lanes();
    }

    @Override
    public int width() {
      return right.width();
    }

    @Override
    public void run(byte[] arena, int[] offsets, int[] state, int blocks) {
      right.run(arena, offsets, state, blocks);
      state[index(lanes() - 1, 3)] ^= 1;
    }
  }
}
