package ranload.controller.api.form;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class SpellingTest {
    @Property(tries = 200)
    void countsEditsAsADistance(
            @ForAll @StringLength(max = 12) String a,
            @ForAll @StringLength(max = 12) String b,
            @ForAll @StringLength(max = 12) String c) {
        assertThat(Spelling.edits(a, b)).isEqualTo(Spelling.edits(b, a));
        assertThat(Spelling.edits(a, b) == 0).isEqualTo(a.equals(b));
        assertThat(Spelling.edits(a, c)).isLessThanOrEqualTo(Spelling.edits(a, b) + Spelling.edits(b, c));
    }
}
