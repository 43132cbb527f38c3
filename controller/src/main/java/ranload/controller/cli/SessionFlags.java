package ranload.controller.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import ranload.controller.config.ControllerConfig;
import ranload.session.DirectionChoice;
import ranload.session.InvalidField;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionRequest;
import ranload.session.Transport;

/** The flags that say what load to make. Filled in by picocli, then read once. */
final class SessionFlags {
    /** Which flag sets a published field, for errors that name a field. */
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("direction", "-d"),
            Map.entry("bandwidth", "-b"),
            Map.entry("duration", "-t"),
            Map.entry("interface", "-i"),
            Map.entry("environment", "-e"),
            Map.entry("datagram_size", "--datagram-size"),
            Map.entry("remote_port", "-r"),
            Map.entry("local_port", "-l"),
            Map.entry("tos", "-T"),
            Map.entry("protocol", "--protocol"),
            Map.entry("streams", "--streams"),
            Map.entry("omit", "--omit"),
            Map.entry("label", "--label"),
            Map.entry("max_burst", "--max-burst"),
            Map.entry("pacing", "--pacing"));

    @Option(
            names = {"-b", "--bandwidth"},
            paramLabel = "MBITS",
            required = true,
            description = "Mbit/s of UDP payload (or TCP data) in each direction, decimals allowed, or max.")
    private String bandwidth;

    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            required = true,
            converter = WholeNumber.class,
            description = "How long to measure, in seconds.")
    private int seconds;

    @Option(
            names = {"-d", "--direction"},
            paramLabel = "u|d|b",
            defaultValue = "u",
            description = "u: from here to the server, d: from the server to here, b: both (default: u).")
    private String direction;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "NIC",
            description = "Local interface: its name, its IP address, or ip%%nic. With -e loopback: lo.")
    private String nic;

    @Option(
            names = {"-l", "--local-port"},
            paramLabel = "PORT",
            converter = WholeNumber.class,
            description = "Local port of the load (default: any free one).")
    private Integer localPort;

    @Option(
            names = {"-r", "--remote-port"},
            paramLabel = "PORT",
            converter = WholeNumber.class,
            description = "Remote port of the load (default: any free one).")
    private Integer remotePort;

    @Option(
            names = {"-T", "--tos"},
            paramLabel = "OCTET",
            defaultValue = "0",
            converter = WholeNumber.class,
            description = "IPv4 TOS or IPv6 traffic class, 0 to 255 or 0x00 to 0xff (default: 0).")
    private int tos;

    @Option(
            names = "--protocol",
            paramLabel = "udp|tcp",
            defaultValue = "udp",
            description = "Transport of the load (default: udp).")
    private String protocol;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "1",
            converter = WholeNumber.class,
            description = "Parallel streams that share the bandwidth (default: 1).")
    private int streams;

    @Option(
            names = "--datagram-size",
            paramLabel = "OCTETS",
            defaultValue = "1400",
            converter = WholeNumber.class,
            description = "UDP payload of one datagram (default: 1400).")
    private int datagramOctets;

    @Option(
            names = "--omit",
            paramLabel = "SECONDS",
            defaultValue = "0",
            converter = WholeNumber.class,
            description = "Load this long before the measured time; left out of the summary (default: 0).")
    private int omitSeconds;

    @Option(names = "--label", paramLabel = "TEXT", defaultValue = "", description = "Any text to find the session by.")
    private String label;

    @Option(
            names = "--max-burst",
            paramLabel = "MICROS",
            defaultValue = "100",
            converter = WholeNumber.class,
            description = "Line time that one write may cover; 0: each datagram on its own (default: 100).")
    private int maxBurstMicros;

    @Option(
            names = "--pacing",
            paramLabel = "economy|balanced|precise",
            defaultValue = "balanced",
            description = "economy: sleep between writes, balanced: and spin the last stretch, precise: spin"
                    + " (default: balanced).")
    private String pacing;

    /** The flag that sets this field; the field's own name when there is none. */
    static String flagOf(String field) {
        return FLAGS.getOrDefault(field, field);
    }

    /**
     * What the flags ask for.
     *
     * @throws CommandFailed that names the flag at fault
     */
    SessionRequest request(String environment) {
        try {
            return new SessionRequest(
                    choice("direction", DirectionChoice.ofCode(direction), "u, d or b", direction),
                    RateProfile.parse(bandwidth),
                    seconds,
                    interfaceFor(environment),
                    environment,
                    datagramOctets,
                    remotePort,
                    localPort,
                    tos,
                    choice("protocol", Transport.ofCode(protocol), "udp or tcp", protocol),
                    streams,
                    omitSeconds,
                    label,
                    maxBurstMicros,
                    choice("pacing", Pacing.ofCode(pacing), "economy, balanced or precise", pacing));
        } catch (InvalidField e) {
            throw CommandFailed.usage(flagOf(e.field()), e.cure());
        }
    }

    private String interfaceFor(String environment) {
        if (nic != null) {
            return nic;
        }
        if (environment.equals(ControllerConfig.LOOPBACK)) {
            return "lo";
        }
        throw CommandFailed.usage("-i", "name the interface to load, such as -i eth0 (ip -br address lists them)");
    }

    private static <T> T choice(String field, Optional<T> found, String words, String given) {
        return found.orElseThrow(() -> new InvalidField(field, "must be " + words + ", got '" + given + "'"));
    }

    /** A request as the form that a controller takes. */
    static Map<String, String> form(SessionRequest request) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("direction", request.direction().code());
        form.put("bandwidth", request.bandwidth().text());
        form.put("duration", Integer.toString(request.durationSeconds()));
        form.put("interface", request.nic());
        form.put("environment", request.environment());
        form.put("datagram_size", Integer.toString(request.datagramOctets()));
        if (request.remotePort() != null) {
            form.put("remote_port", request.remotePort().toString());
        }
        if (request.localPort() != null) {
            form.put("local_port", request.localPort().toString());
        }
        form.put("tos", Integer.toString(request.tos()));
        form.put("protocol", request.protocol().code());
        form.put("streams", Integer.toString(request.streams()));
        form.put("omit", Integer.toString(request.omitSeconds()));
        form.put("max_burst", request.maxBurstMicros().toString());
        form.put("pacing", request.pacing().code());
        if (!request.label().isEmpty()) {
            form.put("label", request.label());
        }
        return form;
    }
}
