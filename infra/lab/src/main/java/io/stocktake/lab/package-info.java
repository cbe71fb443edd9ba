/** An AWS on localhost, made from AWS's documents and sharing no code with what it checks. */
package io.stocktake.lab;
