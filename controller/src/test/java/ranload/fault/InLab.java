package ranload.fault;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ranload.lab.Lab;

/** Tests that share a lab, one after the other, each with a scene of its own. Other classes run beside them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InLab {
    Lab lab;
    LoadCounter load;
    Scene scene;
    Invariants invariants;

    @BeforeAll
    void makeLab() {
        lab = Lab.up();
        load = LoadCounter.in(lab);
    }

    @AfterAll
    void removeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void setScene(@TempDir Path folder) {
        scene = new Scene(lab, folder);
        invariants = new Invariants(scene, load);
    }

    @AfterEach
    void clear() {
        scene.abandon();
    }
}
