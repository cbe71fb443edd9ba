/** Failures on request: a decorator around the service that makes chosen requests fail. */
package io.stocktake.lab.fault;
