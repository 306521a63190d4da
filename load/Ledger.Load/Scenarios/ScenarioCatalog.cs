namespace Ledger.Load.Scenarios;

/// <summary>The scenarios that are shipped, in the folder <c>scenarios</c> beside the program.</summary>
public static class ScenarioCatalog
{
    /// <summary>The folder.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "scenarios");

    /// <summary>All shipped scenarios, by name.</summary>
    public static IReadOnlyList<Scenario> All() =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml").Order(StringComparer.Ordinal).Select(ScenarioReader.ReadFile)];

    /// <summary>A shipped scenario by its name, or any by its file.</summary>
    /// <param name="nameOrFile">For instance smoke, or my/own.yaml.</param>
    /// <exception cref="ScenarioMistakeException">There is none, or it is wrong.</exception>
    public static Scenario Find(string nameOrFile)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        if (File.Exists(nameOrFile))
            return ScenarioReader.ReadFile(nameOrFile);
        var shipped = Path.Combine(Folder, $"{nameOrFile}.yaml");
        return nameOrFile.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && File.Exists(shipped)
            ? ScenarioReader.ReadFile(shipped)
            : throw new ScenarioMistakeException([$"There is no scenario {nameOrFile}; --list explains those there are."]);
    }
}
