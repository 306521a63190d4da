namespace Ledger.Load.Scenarios;

/// <summary>A scenario that cannot be run. The message lists every mistake on a line of its own, with file, line and path.</summary>
/// <param name="mistakes">At least one.</param>
public sealed class ScenarioMistakeException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    /// <summary>The mistakes, in the order of the file.</summary>
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
