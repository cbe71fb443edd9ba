/** Classification of S3 errors by what can be done. */
package io.stocktake.aws.errors;
