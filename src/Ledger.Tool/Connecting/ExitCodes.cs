namespace Ledger.Tool.Connecting;

/// <summary>How a command ends. <c>--help</c> names them, docs/tool.md says more.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The ledger has refused it, does not know what it is about, or the answer is no.</summary>
    public const int Refused = 1;

    /// <summary>The words are not understood, or a file or folder they name cannot be used.</summary>
    public const int WrongArguments = 2;

    /// <summary>The ledger does not know the caller, knows it no more, or the caller may not do that.</summary>
    public const int NotLetIn = 3;

    /// <summary>The ledger was not reached, or cannot answer at present.</summary>
    public const int NotReachable = 4;

    /// <summary>The codes in a line.</summary>
    public const string Told =
        "Exit codes: 0 done; 1 refused, or the answer is no; 2 wrong arguments; 3 not let in; 4 the ledger is not reachable.";
}
