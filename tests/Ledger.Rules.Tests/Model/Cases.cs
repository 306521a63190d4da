using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Ledger.Rules.Tests.Model;

/// <summary>
/// Runs a property over random cases. A failure names the smallest case found and "seed of (a,b)" with a "size of n":
/// <c>RULES_REPLAY=a,b,n</c> runs that case again. <c>RULES_TIMES=20</c> runs twenty times as many cases.
/// </summary>
internal static class Cases
{
    private static readonly int _times = int.Parse(Environment.GetEnvironmentVariable("RULES_TIMES") ?? "1", CultureInfo.InvariantCulture);

    public static void Hold<T>(Arbitrary<T> cases, int count, Action<T> holds)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(count * _times);
        if (Environment.GetEnvironmentVariable("RULES_REPLAY") is { Length: > 0 } replay)
        {
            var numbers = replay.Split(',').Select(number => ulong.Parse(number.Trim(), CultureInfo.InvariantCulture)).ToArray();
            config = config.WithReplay(numbers[0], numbers[1], (int)numbers[2]).WithMaxTest(1);
        }
        Prop.ForAll(cases, holds).Check(config);
    }
}
