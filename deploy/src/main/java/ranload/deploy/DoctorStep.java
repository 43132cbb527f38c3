package ranload.deploy;

/**
 * One step of an examination of the way to a far server.
 *
 * @param name what was examined, two or three words
 * @param ok whether it is as it should be
 * @param finding what was found
 * @param cure what to do about it; empty when it is right
 */
public record DoctorStep(String name, boolean ok, String finding, String cure) {
    /** A step that found things as they should be. */
    public static DoctorStep right(String name, String finding) {
        return new DoctorStep(name, true, finding, "");
    }

    /** A step that found something to put right. */
    public static DoctorStep wrong(String name, String finding, String cure) {
        return new DoctorStep(name, false, finding, cure);
    }
}
