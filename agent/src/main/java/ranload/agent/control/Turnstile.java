package ranload.agent.control;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets so many in at a time; the others wait their turn, in order. When thousands of sessions end in the same second,
 * their events neither flood the link nor are refused by it. Confined to one Vert.x context.
 */
final class Turnstile {
    private final int most;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int inside;
    private boolean lettingIn;

    /** @param most at least 1 */
    Turnstile(int most) {
        this.most = most;
    }

    /** Runs the step as soon as there is room. It, or what it starts, has to {@link #leave}. */
    void enter(Runnable step) {
        waiting.add(step);
        letIn();
    }

    /** Makes room for the next. */
    void leave() {
        inside--;
        letIn();
    }

    private void letIn() {
        if (!lettingIn) { // a step that leaves at once must not let the next in from within
            lettingIn = true;
            while (inside < most && !waiting.isEmpty()) {
                inside++;
                waiting.remove().run();
            }
            lettingIn = false;
        }
    }
}
