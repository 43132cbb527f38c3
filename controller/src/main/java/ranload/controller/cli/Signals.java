package ranload.controller.cli;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that ask the process to end. The JVM's own way, shutdown hooks, cannot tell a second Ctrl-C from the first, and
 * the class that can is not part of the public API: it is called by reflection, and without it signals end the process
 * as usual.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final Map<String, Integer> ENDING = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private Signals() {}

    /**
     * Calls the handler, with the signal's number and on a thread of its own, instead of ending the process. A signal
     * that the process was started to ignore stays ignored.
     */
    static void onEnding(IntConsumer handler) {
        ENDING.forEach((name, number) -> {
            try {
                install(name, number, handler);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                LOG.debug("signal {} keeps its usual effect", name, e);
            }
        });
    }

    private static void install(String name, int number, IntConsumer handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> receiver = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {receiver}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        handler.accept(number);
                    }
                    return null;
                });
        signal.getMethod("handle", signal, receiver)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
