namespace Ledger.Server.Hosting;

/// <summary>How the program ends, for whoever starts it again. <c>--help</c> names them, docs/running.md says what to do.</summary>
internal static class ExitCodes
{
    /// <summary>Done: told to stop and stopped in order, or nothing is wrong with what was checked.</summary>
    public const int Done = 0;

    /// <summary><c>verify</c>: something does not hold.</summary>
    public const int Unsound = 1;

    /// <summary>
    /// Arguments, settings, secrets, documents, an address or the database are refused: starting again changes nothing until somebody mends
    /// it.
    /// </summary>
    public const int Refused = 2;

    /// <summary>The database was not reached as long as it was waited for.</summary>
    public const int DatabaseAway = 3;

    /// <summary>A part of the server has ended by itself, which took the whole down in order.</summary>
    public const int Failed = 4;

    /// <summary>The codes in a line.</summary>
    public const string Told = "Exit codes: 0 stopped in order; 1 verify found something; 2 refused as it is started, which starting again "
        + "does not mend; 3 the database was away for too long; 4 a part of the server failed. Others, such as 134, are crashes.";
}
