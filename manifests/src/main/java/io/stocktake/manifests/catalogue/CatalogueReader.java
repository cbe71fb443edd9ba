package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Plan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads the rows of a catalogue in order, one part after the other. A part is compared with its
 * SHA-256 before its first row is given.
 */
public final class CatalogueReader implements Closeable {
  private final PartSource source;
  private final Iterator<Plan.Part> parts;
  private Plan.Part part;
  private Path file;
  private CataloguePart reader;
  private long rows;
  private CatalogueRow previous;
  private CatalogueRow head;
  private boolean ended;

  /**
   * A reader of these parts.
   *
   * @param parts the parts, in order
   * @param source where they are
   */
  public CatalogueReader(List<Plan.Part> parts, PartSource source) {
    this.parts = parts.iterator();
    this.source = source;
  }

  /**
   * Whether there is another row.
   *
   * @throws StocktakeException if a part is missing, altered, damaged or out of order
   */
  public boolean hasNext() throws IOException {
    if (head == null && !ended) {
      head = read();
      ended = head == null;
    }
    return head != null;
  }

  /** The next row, which stays the next. */
  public CatalogueRow peek() throws IOException {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no more rows");
    }
    return head;
  }

  /** Takes the next row. */
  public CatalogueRow next() throws IOException {
    CatalogueRow row = peek();
    head = null;
    return row;
  }

  private CatalogueRow read() throws IOException {
    while (true) {
      if (reader == null) {
        if (!parts.hasNext()) {
          return null;
        }
        open(parts.next());
      }
      CatalogueRow row = nextOfPart();
      if (row != null) {
        return row;
      }
      close();
    }
  }

  private void open(Plan.Part next) throws IOException {
    part = next;
    rows = 0;
    file = source.fetch(next);
    try {
      if (!Digests.sha256(file).equals(next.sha256())) {
        throw refused("does not have the SHA-256 that it was sealed with");
      }
      reader = new CataloguePart(file);
    } catch (StocktakeException e) {
      throw e;
    } catch (IOException e) {
      throw refused("cannot be read: " + SystemErrors.reason(e));
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private CatalogueRow nextOfPart() throws IOException {
    CatalogueRow row;
    try {
      row = reader.next();
    } catch (IOException e) {
      throw refused("cannot be read: " + SystemErrors.reason(e));
    } catch (RuntimeException e) {
      throw damaged(e);
    }
    if (row == null ? rows != part.rows() : ++rows > part.rows()) {
      throw refused("does not have the " + part.rows() + " rows that it was sealed with");
    }
    if (row != null && previous != null && CatalogueRow.ORDER.compare(previous, row) >= 0) {
      throw refused("is out of order: " + row.key() + " after " + previous.key());
    }
    previous = row == null ? previous : row;
    return row;
  }

  private StocktakeException damaged(RuntimeException reason) {
    return refused("is not a Parquet file that can be read: " + reason.getMessage());
  }

  private StocktakeException refused(String what) {
    return StocktakeException.refused(
        "the part " + part.name() + " of " + source.name() + " " + what + "; nothing was done");
  }

  @Override
  public void close() throws IOException {
    CataloguePart opened = reader;
    Path fetched = file;
    reader = null;
    file = null;
    try {
      if (opened != null) {
        opened.close();
      }
    } finally {
      if (fetched != null) {
        source.release(fetched);
      }
    }
  }
}
