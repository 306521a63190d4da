using Ledger.Server.Programs;

namespace Ledger.Server.Hosting;

/// <summary>Tells, when a server starts, which documents it did not take, and which may not mean what they seem to.</summary>
internal static partial class DocumentLog
{
    public static void Tell(LoadedPrograms programs, ILogger logger)
    {
        foreach (var refused in programs.Refused)
            foreach (var mistake in refused.Mistakes) logger.Refused(mistake);
        foreach (var note in programs.Notes) logger.Noticed(note);
    }

    [LoggerMessage(610, LogLevel.Error, "A document is REFUSED; what the ledger held before serves on. {Mistake}")]
    private static partial void Refused(this ILogger logger, string mistake);

    [LoggerMessage(611, LogLevel.Warning, "A document may not mean what it says: {Note}.")]
    private static partial void Noticed(this ILogger logger, string note);
}
