package ranload.controller.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import ranload.session.SessionId;

/** A session's id as a person writes it. */
final class SessionIdText implements ITypeConverter<SessionId> {
    @Override
    public SessionId convert(String text) {
        try {
            return new SessionId(Long.parseLong(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("must be the number that startSession printed, got '" + text + "'");
        }
    }
}
