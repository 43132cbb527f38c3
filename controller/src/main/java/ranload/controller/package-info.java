/** controller. */
package ranload.controller;
