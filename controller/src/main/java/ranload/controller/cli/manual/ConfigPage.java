package ranload.controller.cli.manual;

import ranload.controller.config.ConfigKey;

/** The man page of the configuration, from the keys that its reader knows. */
final class ConfigPage {
    private ConfigPage() {}

    static String text() {
        Roff page = new Roff("controller.yaml", 5, "File Formats");
        page.section("NAME").line("controller.yaml - configuration of the ran-load-generator controller");
        page.section("SYNOPSIS")
                .line("~/.config/ran-load-generator/controller.yaml, else /etc/ran-load-generator/controller.yaml");
        page.section("DESCRIPTION");
        page.line(
                "YAML, and so JSON too, of at most 1 MiB, read when the controller starts. Every key may be left out. An"
                        + " unknown key is an error that names the nearest right one. Relative paths start from the file's folder,"
                        + " and ~ is the home of the user that the controller runs as: /var/lib/ran-load-generator for the service.");
        page.paragraph("Keys are named here with those that they lie in, joined by dots; NAME is an environment's name."
                + " socket is given instead of host and port.");
        page.section("KEYS");
        for (ConfigKey key : ConfigKey.ALL) {
            page.item(key.name(), key.meaning() + ". Default: " + key.defaultText() + ".");
        }
        page.section("EXAMPLE");
        page.example(
                "servers:",
                "  office:",
                "    hostname: 192.0.2.7",
                "    username: ubuntu",
                "    ssh_key: ~/.ssh/id_ed25519",
                "http:",
                "  socket: /run/ran-load-generator/controller.sock",
                "limits:",
                "  max_mbps: 500");
        page.section("SEE ALSO").line("ranload(1), startSession(1)");
        return page.text();
    }
}
