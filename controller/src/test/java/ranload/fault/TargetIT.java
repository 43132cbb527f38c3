package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Lab;
import ranload.lab.Running;
import ranload.lab.Stored;

/** Hosts that never agreed to load do not get any. */
@Tag("fault")
class TargetIT extends InLab {
    private static final int MOST_HELLOS = 5;

    @Test
    void aTargetThatProvesNothingGetsFiveDatagramsAtMost() throws Exception {
        Report.row("T1", "load aimed at a plain UDP sink", "5 datagrams at most; failed/peer_not_proven", () -> {
            try (Bystander sink = new Bystander(lab)) {
                scene.server("sink", "data_address: " + Bystander.ADDRESS);
                scene.start();
                long before = load.packets("ue");
                Stored stored =
                        scene.accept(Scene.form("ue0", "b", 3).replace("environment=server", "environment=sink"));
                String outcome = scene.awaitEnd(stored);
                assertThat(outcome).as(stored.story()).isEqualTo("failed/peer_not_proven");
                assertThat(sink.got("datagrams").packets()).as("datagrams").isBetween(1L, (long) MOST_HELLOS);
                assertThat(load.packets("ue")).as("load").isEqualTo(before);
                invariants.check();
                return sink.got("datagrams").packets() + " datagrams; " + outcome;
            }
        });
    }

    @Test
    void aForgedSourceGetsNoMoreThanWasSentInItsName() throws Exception {
        Report.row(
                "T2",
                "HELLO repeated 50 times in the name of a third host",
                "no more octets than sent; no load",
                () -> {
                    try (Bystander victim = new Bystander(lab)) {
                        scene.start();
                        assertThat(scene.awaitEnd(scene.accept(Scene.form("ue0", "b", 1))))
                                .isEqualTo("complete");
                        // Its answers do not get through, so that the far side waits for a peer as long as possible.
                        lab.command("cut", "down", "load");
                        String forger =
                                Lab.project().resolve("deploy/lab/forge.py").toString();
                        String sent;
                        try (Running forging =
                                lab.start("path", "python3", forger, "tonat", "toserver", Bystander.ADDRESS, "50")) {
                            await().atMost(Scene.BOUND)
                                    .until(() -> forging.out().contains("listening"));
                            scene.awaitEnd(scene.accept(Scene.form("ue0", "b", 3)));
                            sent = forging.await(Scene.BOUND)
                                    .orFail()
                                    .out()
                                    .lines()
                                    .reduce("", (a, b) -> b);
                        }
                        lab.command("mend");
                        Bystander.Got got = victim.got("datagrams");
                        assertThat(got.packets())
                                .as("answers to what was forged")
                                .isPositive();
                        assertThat(got.octets())
                                .as("octets, of " + sent + " sent")
                                .isLessThanOrEqualTo(Long.parseLong(sent));
                        assertThat(victim.got("load").packets()).as("load").isZero();
                        assertThat(scene.awaitEnd(scene.accept(Scene.form("ue0", "b", 1))))
                                .isEqualTo("complete");
                        invariants.check();
                        return got.octets() + " octets for " + sent + " sent, no load";
                    }
                });
    }
}
