package ranload.controller.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import ranload.bus.BuildInfo;
import ranload.controller.bench.host.Namespaces;

/**
 * Where a bench ran.
 *
 * @param facts by name, in the order to be shown
 */
record HostFacts(Map<String, String> facts) {
    private static final int MOST_OCTETS = 1 << 20;

    /** Gathers them; what a machine does not tell is "unknown". */
    static HostFacts gather(Path folder, Map<String, String> versions, boolean lossBasedTcp) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("ranload", BuildInfo.current().buildId());
        facts.put("java", Runtime.version().toString());
        facts.put("kernel", first("/proc/sys/kernel/osrelease"));
        facts.put(
                "cpu", cpu(read("/proc/cpuinfo")) + ", " + Runtime.getRuntime().availableProcessors() + " seen");
        facts.put(
                "memory",
                read("/proc/meminfo").lines().findFirst().orElse("unknown").replaceAll("\\s+", " "));
        String control = first("/proc/sys/net/ipv4/tcp_congestion_control");
        facts.put(
                "tcp congestion control",
                lossBasedTcp ? Namespaces.CONGESTION_CONTROL + " (this host's default: " + control + ")" : control);
        facts.put("rmem_max", first("/proc/sys/net/core/rmem_max"));
        facts.put("wmem_max", first("/proc/sys/net/core/wmem_max"));
        facts.put("store on", storeOf(folder));
        versions.forEach((program, version) -> facts.put(program, version));
        return new HostFacts(facts);
    }

    private static String storeOf(Path folder) {
        try {
            return Files.getFileStore(folder).type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Pure: the model's name in /proc/cpuinfo. */
    static String cpu(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String first(String file) {
        return read(file).lines().findFirst().orElse("unknown");
    }

    private static String read(String file) {
        // A sysctl tells all it has to the first read and nothing to the next, so that one must not be for one octet.
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return new String(in.readNBytes(MOST_OCTETS), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
