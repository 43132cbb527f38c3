package ranload.controller.store;

import java.sql.SQLException;

/**
 * What is to be written together. It shares its transaction with other work, and is done again when theirs spoils it: so
 * it depends on nothing but what it was made with and what is stored. What it refuses by a {@link
 * ranload.session.FailureException} it refuses before it has changed anything.
 *
 * @param <T> what its caller is answered with after the commit
 */
@FunctionalInterface
interface Work<T> {
    T run(Statements statements) throws SQLException;
}
