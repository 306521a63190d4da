namespace Ledger.Server.Wire;

/// <summary>Where the results of a batch or stream are written, one behind the other. Not for concurrent use.</summary>
internal interface IResults
{
    /// <summary>Adds a <c>PostResult</c> whose field number <paramref name="field"/> is the message <paramref name="content"/>.</summary>
    void Add(long position, int field, ReadOnlySpan<byte> content);
}
