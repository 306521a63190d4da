using FsCheck;
using FsCheck.Fluent;

namespace Ledger.Rules.Tests.Model;

/// <summary>In place of the cases that properties draw anew each time: a share of them, always the same, not cut down.</summary>
internal static class Cases
{
    private const int Share = 15;

    public static void Hold<T>(Arbitrary<T> cases, int count, Action<T> holds) =>
        Prop.ForAll(Arb.From(cases.Generator), holds)
            .Check(Config.QuickThrowOnFailure.WithReplay(1, 3).WithMaxTest(Math.Max(4, count / Share)));
}
