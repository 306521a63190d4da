using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ledger.Rules.Basics;

/// <summary>
/// A statement that must hold in Release as in Debug. A broken one stops the partition it is found in: money that may be wrong
/// is not served.
/// </summary>
public static class Invariant
{
    /// <summary>Does nothing when <paramref name="holds"/>; otherwise throws <see cref="InvariantBrokenException"/>.</summary>
    public static void Require([DoesNotReturnIf(false)] bool holds, [CallerArgumentExpression(nameof(holds))] string statement = "")
    {
        if (!holds) Break(statement);
    }

    [DoesNotReturn]
    private static void Break(string statement) => throw new InvariantBrokenException($"Broken invariant: {statement}");
}

/// <summary>Thrown by <see cref="Invariant.Require"/>; nothing catches it but the partition that then stops.</summary>
public sealed class InvariantBrokenException(string message) : Exception(message);
