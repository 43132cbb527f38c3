/** Quantities with their units in the type. */
package ranload.unit;
