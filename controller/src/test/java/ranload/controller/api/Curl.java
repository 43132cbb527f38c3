package ranload.controller.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The real curl, as users call it. */
final class Curl {
    private static final int MAX_SECONDS = 30;

    private Curl() {}

    /** What curl printed: the last response's head and its body. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        JsonObject json() {
            return new JsonObject(body);
        }

        JsonArray array() {
            return new JsonArray(body);
        }

        List<String> lines() {
            return body.lines().toList();
        }
    }

    /** Runs curl with these arguments, for at most 30 s. */
    static Answer run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException("curl ended with " + exit + ": "
                    + new String(process.getErrorStream().readAllBytes(), UTF_8) + out);
        }
        return parse(out);
    }

    /** Starts curl; its output is the head and the body. */
    static Process start(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("curl", "-q", "-sS", "-i", "-g", "--max-time", Integer.toString(MAX_SECONDS)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT)
                .endsWith("_proxy"));
        return builder.start();
    }

    private static Answer parse(String out) {
        String rest = out;
        Answer answer = null;
        while (answer == null || answer.status() < 200) {
            int end = rest.indexOf("\r\n\r\n");
            List<String> head = rest.substring(0, end).lines().toList();
            Map<String, String> headers = new TreeMap<>();
            for (String line : head.subList(1, head.size())) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            rest = rest.substring(end + 4);
            answer = new Answer(Integer.parseInt(head.get(0).split(" ", 3)[1]), headers, rest);
        }
        return answer;
    }
}
