package ranload.deploy;

/**
 * One step of an examination of the way to a far server.
 *
 * @param name what was examined, two or three words
 * @param ok whether it is as it should be
 * @param finding what was found
 * @param cure what to do about it, or how to have more; empty when nothing is to be done
 */
public record DoctorStep(String name, boolean ok, String finding, String cure) {
    /** A step that found things as they should be. */
    public static DoctorStep right(String name, String finding) {
        return new DoctorStep(name, true, finding, "");
    }

    /** A step that found things as they should be, where more is to be had. */
    public static DoctorStep rightWithMoreToHave(String name, String finding, String how) {
        return new DoctorStep(name, true, finding, how);
    }

    /** A step that found something to put right. */
    public static DoctorStep wrong(String name, String finding, String cure) {
        return new DoctorStep(name, false, finding, cure);
    }
}
