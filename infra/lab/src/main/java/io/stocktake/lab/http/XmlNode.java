package io.stocktake.lab.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * An element of a request document.
 *
 * @param name local name; namespaces are ignored, as S3 accepts both forms
 * @param text all text directly and indirectly inside
 */
public record XmlNode(String name, String text, List<XmlNode> children) {
  /** No request document of S3 is nested a tenth as deep; what is deeper is refused unread. */
  private static final String MAX_DEPTH = "100";

  /** Copies the list. */
  public XmlNode {
    children = List.copyOf(children);
  }

  /**
   * Parses a document.
   *
   * @param root the name its root must have
   * @throws S3Exception MalformedXML
   */
  public static XmlNode parse(byte[] document, String root) {
    try {
      XmlNode node = of(builder().parse(new ByteArrayInputStream(document)).getDocumentElement());
      if (!node.name().equals(root)) {
        throw new S3Exception(S3Error.MALFORMED_XML);
      }
      return node;
    } catch (SAXException | IOException e) {
      throw new S3Exception(S3Error.MALFORMED_XML, e);
    }
  }

  /** Whether two elements say the same; white space between elements says nothing. */
  public static boolean same(XmlNode one, XmlNode other) {
    if (!one.name.equals(other.name) || one.children.size() != other.children.size()) {
      return false;
    }
    if (one.children.isEmpty()) {
      return one.text.equals(other.text);
    }
    return IntStream.range(0, one.children.size())
        .allMatch(i -> same(one.children.get(i), other.children.get(i)));
  }

  private static DocumentBuilder builder() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute("jdk.xml.maxElementDepth", MAX_DEPTH);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser has this feature", e);
    }
  }

  private static XmlNode of(Element element) {
    List<XmlNode> children = new ArrayList<>();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element child) {
        children.add(of(child));
      }
    }
    return new XmlNode(element.getLocalName(), element.getTextContent(), children);
  }

  /** The children of that name, in order. */
  public List<XmlNode> all(String child) {
    return children.stream().filter(n -> n.name().equals(child)).toList();
  }

  /** The first child of that name. */
  public Optional<XmlNode> find(String child) {
    return children.stream().filter(n -> n.name().equals(child)).findFirst();
  }

  /** The trimmed text of a child. */
  public Optional<String> value(String child) {
    return find(child).map(n -> n.text().trim());
  }

  /**
   * A child that must be there.
   *
   * @throws S3Exception MalformedXML if it is not
   */
  public XmlNode need(String child) {
    return find(child).orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML));
  }
}
