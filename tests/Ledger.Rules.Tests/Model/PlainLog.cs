namespace Ledger.Rules.Tests.Model;

/// <summary>
/// Something that operations set: each with what it set, one after the other. What is undone is struck out wherever it stands, so the last
/// one that is left holds.
/// </summary>
internal sealed class PlainLog<T>(T first)
{
    private readonly List<(PlainEntry? By, T Value)> _set = [(null, first)];

    public T Value => _set[^1].Value;
    /// <summary>What set it so; null: it is as it was first.</summary>
    public PlainEntry? By => _set[^1].By;

    public void Set(PlainEntry? by, T value) => _set.Add((by, value));

    public void Strike(PlainEntry by) => _set.RemoveAll(one => one.By == by);

    /// <summary>What holds when that is struck out.</summary>
    public T Without(PlainEntry by) => _set.Last(one => one.By != by).Value;
}
