package ranload.deploy.ssh;

import java.util.ArrayList;
import java.util.List;
import ranload.deploy.DoctorStep;

/** How far an attempt has come. Confined to the thread that makes the attempt. */
final class Trail {
    private final List<DoctorStep> steps = new ArrayList<>();
    private String step = "preparation";

    /** From now on everything that goes wrong belongs to this step. */
    void begin(String name) {
        step = name;
    }

    /** The step that began last is as it should be. */
    void passed(String finding) {
        steps.add(DoctorStep.right(step, finding));
    }

    /** The step that began last is as it should be, where more is to be had. */
    void passedWithMoreToHave(String finding, String how) {
        steps.add(DoctorStep.rightWithMoreToHave(step, finding, how));
    }

    /** The step that began last is where it ends. */
    void ended(String finding, String cure) {
        steps.add(DoctorStep.wrong(step, finding, cure));
    }

    /** The step that began last. */
    String step() {
        return step;
    }

    List<DoctorStep> steps() {
        return List.copyOf(steps);
    }
}
