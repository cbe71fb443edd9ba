package io.stocktake.lab;

import java.nio.file.Path;

/** A lab in a process of its own, for checks with other clients and for killing it. */
final class LabProcess {
  private LabProcess() {}

  public static void main(String[] args) throws Exception {
    LabOptions options = LabOptions.in(Path.of(args[0]));
    if (args.length > 1) {
      options = options.withInventoryRows(Integer.parseInt(args[1]));
    }
    Lab lab = Lab.start(options);
    System.out.println(lab.endpoint() + " " + lab.accessKey() + " " + lab.secretKey());
    Thread.currentThread().join();
  }
}
