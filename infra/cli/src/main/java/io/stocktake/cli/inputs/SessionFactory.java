package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.manifests.StocktakeException;

/** Opens sessions with S3, as the options of a command say. */
public interface SessionFactory {
  /** Connections for commands that only read: enough for a parallel listing. */
  int CONNECTIONS = 64;

  /**
   * Opens a session; the caller closes it.
   *
   * @param connections how many requests may be on their way at a time
   */
  AwsSession open(int connections) throws StocktakeException;

  /** Opens a throttled session; the caller closes it. */
  AwsSession open(int connections, RequestThrottle throttle) throws StocktakeException;
}
