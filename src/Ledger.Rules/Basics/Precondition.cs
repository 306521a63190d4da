using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ledger.Rules.Basics;

/// <summary>
/// A statement about an operation that whoever reads operations has made sure of. A broken one fails that operation alone: it is told
/// before anything is written, so no balance is in doubt.
/// </summary>
public static class Precondition
{
    /// <summary>Does nothing when <paramref name="holds"/>; otherwise throws <see cref="InvalidOperationException"/>.</summary>
    public static void Require([DoesNotReturnIf(false)] bool holds, [CallerArgumentExpression(nameof(holds))] string statement = "")
    {
        if (!holds) Break(statement);
    }

    [DoesNotReturn]
    private static void Break(string statement) => throw new InvalidOperationException($"Broken precondition: {statement}");
}
