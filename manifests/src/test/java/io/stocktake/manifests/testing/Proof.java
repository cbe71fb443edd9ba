package io.stocktake.manifests.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test, or a class of them, whose strength is a count: of kills, faults or random inputs. Each
 * build runs a share of the count, and {@code mvn -Pproof test} runs all of it and no other test.
 *
 * @see ProofShare
 */
@Tag("proof")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Proof {}
