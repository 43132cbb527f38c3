package ranload.controller.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.controller.cli.rest.ControllerAddress;
import ranload.controller.cli.view.SessionView;
import ranload.controller.cli.view.Style;
import ranload.controller.cli.view.WatchLines;
import ranload.controller.cli.view.WatchScreen;
import ranload.controller.cli.view.WatchView;
import ranload.session.SessionId;
import ranload.session.SessionState;
import ranload.time.NanoClock;

/** Shows what runs, as it runs. Confined to one thread, but for the signal that ends it. */
@Command(
        name = "watch",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Shows what runs at a controller, second by second: all sessions on one screen of the terminal, or one",
            "session's table to its end. Without a terminal it writes plain lines, one for each session, direction",
            "and second. Ctrl-C ends watching and nothing else; NO_COLOR is respected."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:watching was ended, or the session named is complete",
            "1:the session named ended, but not as planned",
            "3:no controller: it cannot be reached, or refuses the token",
            "4:the session named failed, or does not exist"
        })
final class WatchCommand implements Callable<Integer> {
    private final Host host;
    private volatile boolean ended;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ControllerFlags controller;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            converter = SessionIdText.class,
            description = "Only this session, from its first second.")
    private SessionId id;

    WatchCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        ControllerAddress address = controller.address();
        Signals.onEnding(signal -> ended = true);
        try (Connection connection = Connection.to(address)) {
            return id == null ? watchAll(connection, address) : watchOne(connection);
        }
    }

    private boolean isOver() {
        return ended || spec.commandLine().getOut().checkError();
    }

    private int watchOne(Connection connection) throws InterruptedException {
        JsonObject asked = connection.client().details(id);
        Style style = new Style(host.terminal().output() == Terminal.Output.COLOURED_SCREEN);
        SessionView view = new SessionView(asked, spec.commandLine().getOut(), style);
        Optional<SessionState> end = connection.follower().follow(id, view::row, view::state, this::isOver);
        view.endOfRows();
        if (end.isEmpty()) {
            return ExitCode.DONE;
        }
        view.summary(connection.client().details(id));
        return ExitCode.of(end.get());
    }

    private int watchAll(Connection connection, ControllerAddress address) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        WatchView view =
                switch (host.terminal().output()) {
                    case LINES -> new WatchLines(out);
                    case SCREEN -> new WatchScreen(out, address.toString(), new Style(false), WindowSize::ask);
                    case COLOURED_SCREEN -> new WatchScreen(out, address.toString(), new Style(true), WindowSize::ask);
                };
        WatchedSessions sessions = new WatchedSessions(connection.client(), view, NanoClock.SYSTEM);
        try {
            connection.liveFollower().follow(sessions::connected, sessions::row, sessions::state, () -> {
                view.look(NanoClock.SYSTEM.nanoTime());
                return isOver();
            });
        } finally {
            view.end();
        }
        return ExitCode.DONE;
    }
}
