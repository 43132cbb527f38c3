package ranload.controller.cli;

import java.io.IOException;
import java.nio.file.Path;

/** A process that holds a scratch folder until its input ends or it is killed. */
final class ScratchHolder {
    private ScratchHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (ScratchFolder scratch = ScratchFolder.in(Path.of(arguments[0]))) {
            System.out.println(scratch.path());
            System.in.transferTo(System.out);
        }
    }
}
