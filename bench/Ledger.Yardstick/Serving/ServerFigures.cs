using System.Globalization;
using System.Runtime;

namespace Ledger.Yardstick.Serving;

/// <summary>
/// What a server's own runtime says, as one line on a pipe: allocated bytes, collections of each generation, time paused for them, time
/// spent compiling.
/// </summary>
internal sealed record ServerFigures(
    long AllocatedBytes, int Gen0, int Gen1, int Gen2, double PausedMilliseconds, double CompilingMilliseconds)
{
    public const string Word = "figures";

    public static ServerFigures ReadOwn() => new(
        GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2),
        GC.GetTotalPauseDuration().TotalMilliseconds, JitInfo.GetCompilationTime().TotalMilliseconds);

    public static ServerFigures Parse(string line)
    {
        var fields = line.Split(' ');
        int Count(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
        double Milliseconds(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
        return new ServerFigures(long.Parse(fields[1], CultureInfo.InvariantCulture), Count(2), Count(3), Count(4), Milliseconds(5), Milliseconds(6));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Word} {AllocatedBytes} {Gen0} {Gen1} {Gen2} {PausedMilliseconds:0.###} {CompilingMilliseconds:0.###}");

    public static ServerFigures operator -(ServerFigures later, ServerFigures earlier) => new(
        later.AllocatedBytes - earlier.AllocatedBytes, later.Gen0 - earlier.Gen0, later.Gen1 - earlier.Gen1, later.Gen2 - earlier.Gen2,
        later.PausedMilliseconds - earlier.PausedMilliseconds, later.CompilingMilliseconds - earlier.CompilingMilliseconds);
}
