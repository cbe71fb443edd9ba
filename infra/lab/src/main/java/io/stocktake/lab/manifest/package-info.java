/** Manifests of batch jobs: CSV lists and CSV inventories, checked and read as a stream. */
package io.stocktake.lab.manifest;
