using System.Runtime.CompilerServices;
using Xunit;

namespace Ledger.Embedded.Tests;

/// <summary>A test of what only root meets: everybody else runs the database as himself, so no folder of his is closed to it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Only root hands the database to another user.";
    }
}
