namespace Ledger.Load.Engine;

/// <summary>
/// The random sources of a run: one seed, a stream for each purpose, so that changing one leaves the others as they were.
/// </summary>
internal static class Seeded
{
    public const int Draws = 1;
    public const int Spells = 2;
    public const int Pauses = 3;
    public const int Arrivals = 1000;

    public static Random Random(int seed, int stream) => new(unchecked((seed * 486_187_739) + (stream * 16_777_619)));
}
