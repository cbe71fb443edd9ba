/** Operations on one object: put, get, head, copy, delete and tags, with their conditions. */
package io.stocktake.lab.objects;
