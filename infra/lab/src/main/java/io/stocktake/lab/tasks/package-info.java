/** What batch jobs do to one object, each operation by itself. */
package io.stocktake.lab.tasks;
