package io.stocktake.lab.http;

import java.nio.charset.StandardCharsets;

/** Writes a small XML document in S3's namespace. */
public final class XmlText {
  /** The namespace of all S3 documents but errors. */
  public static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  /** The namespace of the documents of S3 Control. */
  public static final String CONTROL_NAMESPACE =
      "http://awss3control.amazonaws.com/doc/2018-08-20/";

  private final StringBuilder out = new StringBuilder(256);

  private XmlText() {}

  private XmlText declared() {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    return this;
  }

  /** Elements that become part of a document. */
  public static XmlText fragment() {
    return new XmlText();
  }

  /** Adds a fragment. */
  public XmlText raw(XmlText fragment) {
    out.append(fragment.out);
    return this;
  }

  /** Opens a document without a namespace, as errors have it. */
  public static XmlText document(String root) {
    return new XmlText().declared().open(root);
  }

  /** Opens a document in S3's namespace. */
  public static XmlText s3(String root) {
    XmlText xml = new XmlText().declared();
    xml.out.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
    return xml;
  }

  /** Opens a document in the namespace of S3 Control. */
  public static XmlText control(String root) {
    XmlText xml = new XmlText().declared();
    xml.out.append('<').append(root).append(" xmlns=\"").append(CONTROL_NAMESPACE).append("\">");
    return xml;
  }

  /** Adds a stored document without its declaration. */
  public XmlText raw(byte[] document) {
    out.append(
        new String(document, StandardCharsets.UTF_8).replaceFirst("^\\s*<\\?xml.*?\\?>", ""));
    return this;
  }

  /** Adds an element of another document as it came. */
  public XmlText node(XmlNode node) {
    open(node.name());
    if (node.children().isEmpty()) {
      text(node.text());
    }
    node.children().forEach(this::node);
    return close(node.name());
  }

  /** Opens an element. */
  public XmlText open(String name) {
    out.append('<').append(name).append('>');
    return this;
  }

  /** Closes an element. */
  public XmlText close(String name) {
    out.append("</").append(name).append('>');
    return this;
  }

  /** Writes text. */
  public XmlText text(String text) {
    escape(text);
    return this;
  }

  /** Writes an element with text. */
  public XmlText element(String name, String text) {
    return open(name).text(text).close(name);
  }

  /** Writes an element with a number. */
  public XmlText element(String name, long number) {
    return element(name, Long.toString(number));
  }

  /** Writes an element with a truth value. */
  public XmlText element(String name, boolean value) {
    return element(name, Boolean.toString(value));
  }

  /** Writes an element unless the text is empty. */
  public XmlText elementIfAny(String name, String text) {
    return text.isEmpty() ? this : element(name, text);
  }

  /**
   * Control characters go out as references, as S3 sends them, though XML 1.0 has no such thing.
   */
  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> {
          if (c < ' ') {
            out.append("&#x").append(Integer.toHexString(c)).append(';');
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
