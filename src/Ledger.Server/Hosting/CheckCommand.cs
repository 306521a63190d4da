using Ledger.Server.Programs;

namespace Ledger.Server.Hosting;

/// <summary><c>check FILE ...</c>: says of each document that it is right, or every mistake in it. Needs no database.</summary>
internal static class CheckCommand
{
    /// <returns>The exit code: 0, or 2 when a document is wrong or cannot be read.</returns>
    public static int Run(IReadOnlyList<string> files, TextWriter told, TextWriter mistakes)
    {
        var status = 0;
        foreach (var file in files)
            try
            {
                told.WriteLine($"{file}: OK, {WhatIsIn(file, File.ReadAllText(file))}");
            }
            catch (Exception wrong) when (wrong is ProgramDocumentException or IOException or UnauthorizedAccessException)
            {
                mistakes.WriteLine(wrong.Message);
                status = 2;
            }
        return status;
    }

    private static string WhatIsIn(string file, string text)
    {
        SeenText.Require(file, text);
        if (Path.GetFileName(file) == "stores.yaml") return $"{StoreList.Parse(file, text).Count} stores";
        var document = ProgramDocument.Parse(file, text);
        return $"program {document.Rules.Program} \"{document.Name}\" version {document.Rules.Version}";
    }
}
