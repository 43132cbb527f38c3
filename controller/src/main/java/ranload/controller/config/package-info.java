/** What an operator sets: one immutable record tree, read from YAML or JSON. */
package ranload.controller.config;
