package io.stocktake.lab.uploads;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ChecksumType;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.model.Part;
import io.stocktake.lab.store.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The list of parts in a CompleteMultipartUpload document, checked against what was uploaded. */
final class PartList {
  private static final int MAX_PARTS = 10_000;
  private static final long MIN_SIZE = 5 << 20;

  private PartList() {}

  /**
   * The parts of the object, in order.
   *
   * @throws S3Exception MalformedXML, InvalidPartOrder, InvalidPart, InvalidRequest, EntityTooSmall
   */
  static List<Part> read(byte[] document, Upload upload) {
    List<XmlNode> nodes = XmlNode.parse(document, "CompleteMultipartUpload").all("Part");
    if (nodes.isEmpty() || nodes.size() > MAX_PARTS) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    List<Part> parts = new ArrayList<>(nodes.size());
    int before = 0;
    for (XmlNode node : nodes) {
      int number = number(node);
      if (number <= before) {
        throw new S3Exception(S3Error.INVALID_PART_ORDER).with("UploadId", upload.id());
      }
      before = number;
      parts.add(find(node, number, upload));
    }
    requireSizes(parts);
    requireConsecutive(parts, upload.start().type());
    return parts;
  }

  /**
   * The ETags of the parts that a document lists, in its order, without quotes.
   *
   * @throws S3Exception MalformedXML if one is none
   */
  static List<String> etags(byte[] document) {
    List<XmlNode> nodes = XmlNode.parse(document, "CompleteMultipartUpload").all("Part");
    List<String> etags = nodes.stream().map(PartList::etag).toList();
    if (!etags.stream().allMatch(etag -> etag.matches("[0-9a-f]{32}"))) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    return etags;
  }

  private static String etag(XmlNode node) {
    return node.need("ETag").text().trim().replace("\"", "");
  }

  private static int number(XmlNode node) {
    String text = node.need("PartNumber").text().trim();
    if (!text.matches("\\d{1,5}")) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    return Integer.parseInt(text);
  }

  private static Part find(XmlNode node, int number, Upload upload) {
    String etag = etag(node);
    Part part = upload.parts().get(number);
    if (part == null || !part.md5().equals(etag)) {
      throw invalid(upload, number, etag);
    }
    ChecksumAlgorithm algorithm = upload.start().storedAlgorithm();
    Optional<String> claimed = node.value(algorithm.element());
    if (claimed.isPresent() && !claimed.get().equals(part.checksum())) {
      throw invalid(upload, number, etag);
    }
    if (claimed.isEmpty() && upload.start().type() == ChecksumType.COMPOSITE) {
      String name = algorithm.name().toLowerCase(Locale.ROOT);
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The upload was created using a "
              + name
              + " checksum. The complete request must include the checksum for each part. It was"
              + " missing for part "
              + number
              + " in the request.");
    }
    return part;
  }

  private static S3Exception invalid(Upload upload, int number, String etag) {
    return new S3Exception(S3Error.INVALID_PART)
        .with("UploadId", upload.id())
        .with("PartNumber", Integer.toString(number))
        .with("ETag", etag);
  }

  private static void requireSizes(List<Part> parts) {
    for (Part part : parts.subList(0, parts.size() - 1)) {
      if (part.size() < MIN_SIZE) {
        throw new S3Exception(S3Error.ENTITY_TOO_SMALL)
            .with("ProposedSize", Long.toString(part.size()))
            .with("MinSizeAllowed", Long.toString(MIN_SIZE))
            .with("PartNumber", Integer.toString(part.number()))
            .with("ETag", part.md5());
      }
    }
  }

  /** S3 answers a composite upload whose part numbers have a gap with an internal error. */
  private static void requireConsecutive(List<Part> parts, ChecksumType type) {
    if (type == ChecksumType.COMPOSITE && parts.get(parts.size() - 1).number() != parts.size()) {
      throw new S3Exception(S3Error.INTERNAL_ERROR);
    }
  }
}
