using Ledger.Server.Basics;

namespace Ledger.Server.Programs;

/// <summary>
/// What a document says has to be what its reader sees: names and codes go to callers and reports. Documents that are in the ledger already
/// stay as they are.
/// </summary>
internal static class SeenText
{
    /// <exception cref="ProgramDocumentException">Some character of the text is not seen; the message names it with its line.</exception>
    public static void Require(string file, string text)
    {
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
            if (Unseen.In(lines[line]) is { } unseen)
                throw new ProgramDocumentException([$"{file}:{line + 1}: {unseen} is in this line, which nobody sees as what it is."]);
    }
}
