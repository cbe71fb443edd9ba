package io.stocktake.lab;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer of the lab. */
record Reply(int status, HttpResponse<byte[]> http) {
  byte[] bytes() {
    return http.body();
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** The value of a header, or the empty string. */
  String header(String name) {
    return http.headers().firstValue(name).orElse("");
  }

  String etag() {
    return header("ETag").replace("\"", "");
  }

  /** The texts of all elements of that name, unescaped. */
  List<String> all(String element) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">").matcher(text());
    while (matcher.find()) {
      found.add(
          matcher
              .group(1)
              .replace("&lt;", "<")
              .replace("&gt;", ">")
              .replace("&quot;", "\"")
              .replace("&amp;", "&"));
    }
    return found;
  }

  /** The text of the first element of that name, or the empty string. */
  String one(String element) {
    return all(element).stream().findFirst().orElse("");
  }

  /** The status, with the error code behind it if there is one. */
  String outcome() {
    String code = one("Code");
    return code.isEmpty() ? Integer.toString(status) : status + " " + code;
  }
}
