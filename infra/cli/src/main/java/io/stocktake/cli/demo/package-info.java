/** The whole job on a generated image store, against an S3 of its own. */
package io.stocktake.cli.demo;
