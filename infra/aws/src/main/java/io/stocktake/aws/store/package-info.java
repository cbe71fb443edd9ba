/** The executor's store port on S3. */
package io.stocktake.aws.store;
