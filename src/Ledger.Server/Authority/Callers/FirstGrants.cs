using Dapper;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;

namespace Ledger.Server.Authority.Callers;

/// <summary>The roles that a ledger's first callers begin with: nobody is there yet who could give them.</summary>
internal static class FirstGrants
{
    /// <summary>
    /// On a ledger without any grant: each administrator becomes admin of the ledger, each terminal cashier and manager at its own place.
    /// On any other one nothing is given.
    /// </summary>
    /// <returns>True when something was given.</returns>
    public static async Task<bool> GiveAsync(LedgerDatabase database, CancellationToken cancellation)
    {
        await using var change = await AuthorityTransaction.BeginAsync(database, cancellation);
        var given = await change.Connection.ExecuteAsync(
            new CommandDefinition(SqlText.Read("first_grants"), transaction: change.Transaction, cancellationToken: cancellation));
        if (given == 0) return false;
        await change.CommitAsync(default, $"first start: {given} roles are given to the first callers");
        return true;
    }
}
