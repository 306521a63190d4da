namespace Ledger.Yardstick.Legs;

/// <summary>One thing that is measured, in rounds that take turns with those of the other legs.</summary>
internal abstract class Leg
{
    public abstract string Name { get; }

    /// <summary>What is measured, in a line.</summary>
    public abstract string Description { get; }

    /// <summary>Legs that must have run before.</summary>
    public virtual IReadOnlyList<string> Needs => [];

    /// <summary>Legs that give the figure its meaning.</summary>
    public virtual IReadOnlyList<string> ComparedWith => [];

    /// <summary>Why it cannot run here; null: it can.</summary>
    public virtual string? Missing(Site site) => null;

    /// <param name="site">Where it takes place.</param>
    /// <param name="number">From 0.</param>
    public abstract Task<Round> RunAsync(Site site, int number);
}
