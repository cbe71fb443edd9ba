package io.stocktake.planner.source;

import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import java.util.Optional;

/**
 * A directory entry as a walk saw it, with its POSIX attributes: of any kind, and of any name.
 *
 * @param name its path below the root, {@code /} between names: of a directory with a slash at the
 *     end, of the root empty, of a link that is stored with its suffix, and with {@code %XX} for
 *     bytes that are not UTF-8
 * @param path the bytes of its path, where they are not those of the name
 * @param kind what it is, or what the link stands for that it is
 * @param size bytes of a file, 0 of everything else
 * @param attributes its attributes, from the same stat
 * @param linkTarget the target of a link, where it could be read
 */
public record WalkedEntry(
    String name,
    Optional<Bytes> path,
    EntryKind kind,
    long size,
    EntryAttributes attributes,
    Optional<Bytes> linkTarget) {}
