/** Multipart uploads: create, upload and copy parts, complete, abort and list. */
package io.stocktake.lab.uploads;
