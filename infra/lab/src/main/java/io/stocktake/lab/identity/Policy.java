package io.stocktake.lab.identity;

import io.stocktake.lab.http.JsonText;
import io.stocktake.lab.http.Right;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An identity-based policy in IAM's simple form: statements of {@code Effect}, {@code Action} and
 * {@code Resource}, with {@code *} and {@code ?} in actions and resources. A denial wins over every
 * permission, and what no statement allows is denied. Grammar: IAM User Guide, "Grammar of the IAM
 * JSON policy language".
 */
public final class Policy {
  /** Allows everything. */
  public static final Policy EVERYTHING =
      new Policy(List.of(new Statement(true, any("*", 0), any("*", 0))));

  private static final Set<String> ELEMENTS = Set.of("Sid", "Effect", "Action", "Resource");

  private final List<Statement> statements;

  private Policy(List<Statement> statements) {
    this.statements = statements;
  }

  /** What a policy says of a right. */
  public enum Decision {
    /** A statement allows it, and none denies it. */
    ALLOWED,
    /** A statement denies it. */
    DENIED,
    /** No statement is about it. */
    NOT_ALLOWED
  }

  private record Statement(boolean allows, Pattern action, Pattern resource) {
    boolean isAbout(Right right) {
      return action.matcher(right.action()).matches()
          && resource.matcher(right.resource()).matches();
    }
  }

  /**
   * Reads a policy document.
   *
   * @throws IllegalArgumentException if it is no policy, or has an element that the lab does not
   *     know, such as {@code Condition}
   */
  public static Policy parse(String json) {
    try {
      Object statements = ((Map<?, ?>) JsonText.parse(json)).get("Statement");
      List<?> list = statements instanceof List<?> several ? several : List.of(statements);
      return new Policy(list.stream().map(each -> statement((Map<?, ?>) each)).toList());
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("it has no list of statements", e);
    }
  }

  private static Statement statement(Map<?, ?> elements) {
    for (Object name : elements.keySet()) {
      if (!ELEMENTS.contains(name)) {
        throw new IllegalArgumentException("the lab knows no element " + name + " of a statement");
      }
    }
    String effect = String.valueOf(elements.get("Effect"));
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw new IllegalArgumentException("Effect must be Allow or Deny, is " + effect);
    }
    return new Statement(
        effect.equals("Allow"),
        any(elements.get("Action"), Pattern.CASE_INSENSITIVE),
        any(elements.get("Resource"), 0));
  }

  private static Pattern any(Object patterns, int flags) {
    List<?> list = patterns instanceof List<?> several ? several : List.of(patterns);
    List<String> alternatives = list.stream().map(text -> expression((String) text)).toList();
    return Pattern.compile(String.join("|", alternatives), flags | Pattern.DOTALL);
  }

  private static String expression(String pattern) {
    return pattern
        .chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                })
        .collect(Collectors.joining());
  }

  /** Whether a right is allowed, and if not, why. */
  public Decision decide(Right right) {
    boolean allowed = false;
    for (Statement statement : statements) {
      if (statement.isAbout(right)) {
        if (!statement.allows()) {
          return Decision.DENIED;
        }
        allowed = true;
      }
    }
    return allowed ? Decision.ALLOWED : Decision.NOT_ALLOWED;
  }
}
