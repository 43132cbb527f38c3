package ranload.controller.bench.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    private static final String HEAD =
            "Limit                     Soft Limit           Hard Limit           Units     \n";

    @Test
    void readsTheHardLimit() {
        String line = "Max open files            1024                 524288               files     \n";

        assertThat(OpenFiles.parse(HEAD + "Max processes  9  10  processes\n" + line))
                .isEqualTo(524_288);
    }

    @Test
    void takesNoLimitForTheLargestNumber() {
        assertThat(OpenFiles.parse(HEAD + "Max open files  unlimited  unlimited  files\n"))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(OpenFiles.parse("")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void findsOneOnThisMachine() {
        assertThat(OpenFiles.most()).isPositive();
    }
}
