package io.stocktake.bench.data;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** DuckDB in this process, if it was built in: {@code mvn -Ppeers package}. */
public final class DuckDb implements Closeable {
  private final Connection connection;

  private DuckDb(Connection connection) {
    this.connection = connection;
  }

  /** A database in memory, if the driver is there. */
  public static Optional<DuckDb> open(int threads) throws IOException {
    Connection connection;
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      return Optional.empty();
    }
    DuckDb duckDb = new DuckDb(connection);
    duckDb.run("SET threads = " + threads);
    return Optional.of(duckDb);
  }

  /** Runs a statement and tells the first number of its result, if it has one. */
  public long run(String sql) throws IOException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return 0;
      }
      try (ResultSet result = statement.getResultSet()) {
        return result.next() ? result.getLong(1) : 0;
      }
    } catch (SQLException e) {
      throw new IOException("DuckDB: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("DuckDB: " + e.getMessage(), e);
    }
  }
}
