package ranload.controller.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Another controller, as far as the lock goes: holds it until its input ends. */
final class LockHolderMain {
    private LockHolderMain() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        DatabaseLock lock = DatabaseLock.take(Path.of(arguments[0]));
        System.out.println("holds");
        System.in.read();
        lock.close();
    }
}
