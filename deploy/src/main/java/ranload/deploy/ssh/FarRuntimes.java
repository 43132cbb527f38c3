package ranload.deploy.ssh;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Java runtimes that there are to send: one for machines like this, and beside it those for others, whose folders have
 * the name of its folder and then {@code -aarch64}, say. Looks each time: a build may have replaced them.
 *
 * @param own folder of the one for machines like this; null for none to send, and it need not exist
 */
record FarRuntimes(Path own) {
    /**
     * @param uname what the server calls itself, as {@code uname -sm} has it
     * @throws SshTrouble when none of them runs there, with how to get one that does
     */
    FarRuntime fitting(String uname) throws SshTrouble {
        Map<FarMachine, Path> carried = carried();
        for (Map.Entry<FarMachine, Path> each : carried.entrySet()) {
            if (each.getKey().uname().equals(uname)) {
                return FarRuntime.of(each.getValue());
            }
        }
        if (carried.isEmpty()) {
            throw new SshTrouble(
                    "no_runtime",
                    own == null ? "this program has none to send" : "nor one to send, which should be in " + own,
                    "");
        }
        throw new SshTrouble(
                "no_runtime",
                "and it is " + uname + ", where the Java that comes with this program is for "
                        + carried.keySet().stream().map(FarMachine::uname).collect(Collectors.joining(" and ")),
                Stream.of(FarMachine.values())
                        .filter(machine -> machine.uname().equals(uname))
                        .map(FarRuntimes::howToMake)
                        .findFirst()
                        .orElse(""));
    }

    private Map<FarMachine, Path> carried() {
        Map<FarMachine, Path> carried = new EnumMap<>(FarMachine.class);
        for (Path folder : own == null ? List.<Path>of() : candidates()) {
            FarMachine.of(folder.resolve(FarRuntime.PROGRAM))
                    .ifPresent(machine -> carried.putIfAbsent(machine, folder));
        }
        return carried;
    }

    private List<Path> candidates() {
        return Stream.concat(
                        Stream.of(own),
                        Stream.of(FarMachine.values())
                                .map(machine -> own.resolveSibling(own.getFileName() + "-" + machine.processor())))
                .toList();
    }

    private static String howToMake(FarMachine machine) {
        return "in a checkout of the sources, `./ranload package --runtime-for " + machine.processor()
                + "` makes one to send, and packages that have it";
    }
}
