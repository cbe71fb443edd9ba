package io.stocktake.lab.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal that the client sees as S3's error document. */
public final class S3Exception extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final S3Error error;
  private final transient Map<String, String> elements = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /** A refusal with the usual message. */
  public S3Exception(S3Error error) {
    this(error, error.message(), null);
  }

  /** A refusal with the usual message. */
  public S3Exception(S3Error error, Throwable cause) {
    this(error, error.message(), cause);
  }

  /** A refusal with a message of its own. */
  public S3Exception(S3Error error, String message) {
    this(error, message, null);
  }

  private S3Exception(S3Error error, String message, Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  /** InvalidArgument that names the argument. */
  public static S3Exception invalidArgument(String name, String value) {
    return invalidArgument(name, value, null);
  }

  /** InvalidArgument that names the argument. */
  public static S3Exception invalidArgument(String name, String value, Throwable cause) {
    return new S3Exception(S3Error.INVALID_ARGUMENT, "Invalid value for " + name, cause)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }

  /** NotImplemented that names what is missing. */
  public static S3Exception notImplemented(String what) {
    return new S3Exception(S3Error.NOT_IMPLEMENTED, S3Error.NOT_IMPLEMENTED.message() + ": " + what)
        .with("Header", what);
  }

  /** Adds an element to the error document. */
  public S3Exception with(String element, String value) {
    elements.put(element, value);
    return this;
  }

  /** Adds a header to the answer. */
  public S3Exception withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The kind of refusal. */
  public S3Error error() {
    return error;
  }

  /** The answer to send for S3 Control, whose clients look for the error one level down. */
  public Response controlResponse(String requestId) {
    XmlText xml = XmlText.document("ErrorResponse").open("Error").element("Type", "Sender");
    xml.element("Code", error.code()).element("Message", getMessage()).close("Error");
    xml.element("RequestId", requestId);
    return Response.of(error.status()).xml(xml.close("ErrorResponse"));
  }

  /** The answer to send. */
  public Response response(String resource, String requestId) {
    XmlText xml = XmlText.document("Error");
    xml.element("Code", error.code()).element("Message", getMessage());
    elements.forEach(xml::element);
    xml.element("Resource", resource).element("RequestId", requestId);
    Response response = Response.of(error.status()).xml(xml.close("Error"));
    headers.forEach(response::header);
    return response;
  }
}
