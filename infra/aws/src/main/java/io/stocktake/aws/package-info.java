/** The one place that talks to AWS through its SDK. */
package io.stocktake.aws;
