/** What S3 tells of an object's content when it is asked. */
package io.stocktake.aws.content;
