package ranload.session;

/** A field of a request that makes no sense; the message is the field's name and what would be right. */
public final class InvalidField extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String cure;

    public InvalidField(String field, String cure) {
        super(field + ": " + cure);
        this.field = field;
        this.cure = cure;
    }

    /** The published name of the field. */
    public String field() {
        return field;
    }

    /** What would be right, without the field's name. */
    public String cure() {
        return cure;
    }
}
