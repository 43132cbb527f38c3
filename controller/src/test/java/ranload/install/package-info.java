/** The Debian package on a throw-away machine with a systemd of its own. */
package ranload.install;
