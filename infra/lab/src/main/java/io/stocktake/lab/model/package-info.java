/** The nouns of S3: versions of objects, their parts and what they carry. */
package io.stocktake.lab.model;
