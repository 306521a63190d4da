using Ledger.Server.Programs;

namespace Ledger.Server.Hosting;

/// <summary>
/// <c>check FILE ...</c>: says of each document that it is right, or every mistake in it, also beside what lies in the same folder. Needs
/// no database.
/// </summary>
internal static class CheckCommand
{
    /// <returns>The exit code: 0, or 2 when a document is wrong or cannot be read.</returns>
    public static int Run(IReadOnlyList<string> files, TextWriter told, TextWriter mistakes)
    {
        var status = 0;
        foreach (var file in files)
            try
            {
                told.WriteLine($"{file}: OK, {WhatIsIn(file, DocumentBounds.ReadFile(file), told)}");
            }
            catch (Exception wrong) when (wrong is ProgramDocumentException or IOException or UnauthorizedAccessException)
            {
                mistakes.WriteLine(wrong.Message);
                status = 2;
            }
        return status;
    }

    private static string WhatIsIn(string file, string text, TextWriter told)
    {
        SeenText.Require(file, text);
        if (Path.GetFileName(file) == StoreList.FileName) return $"{StoreList.Parse(file, text, ProgramsBeside(file)).Count} stores";
        var document = ProgramDocument.Parse(file, text);
        var strange = StoresBeside(file) is { } stores ? DocumentsTogether.StrangeStores(document.Rules, stores).ToArray() : [];
        if (strange.Length > 0)
            throw new ProgramDocumentException([.. strange.Select(one => $"{file}:1: {one} ({StoreList.FileName}).")]);
        foreach (var birthday in DocumentsTogether.StrangeBirthdays(document.Rules)) told.WriteLine($"{file}: note: {birthday}.");
        return $"program {document.Rules.Program} \"{document.Name}\" version {document.Rules.Version}";
    }

    // A folder without programs says nothing about which there are.
    private static HashSet<short>? ProgramsBeside(string file)
    {
        var programs = new HashSet<short>();
        foreach (var other in Directory.EnumerateFiles(FolderOf(file), "*.yaml"))
            if (Path.GetFileName(other) != StoreList.FileName && TryRead(other, ProgramDocument.Parse) is { } document)
                programs.Add(document.Rules.Program);
        return programs.Count > 0 ? programs : null;
    }

    private static IReadOnlyList<Store>? StoresBeside(string file)
    {
        var list = Path.Combine(FolderOf(file), StoreList.FileName);
        return File.Exists(list) ? TryRead(list, (name, text) => StoreList.Parse(name, text)) : null;
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;

    // Its own mistakes are told when it is checked.
    private static T? TryRead<T>(string file, Func<string, string, T> parse) where T : class
    {
        try
        {
            return parse(file, DocumentBounds.ReadFile(file));
        }
        catch (Exception wrong) when (wrong is ProgramDocumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
