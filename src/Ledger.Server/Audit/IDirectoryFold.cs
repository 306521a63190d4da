using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Audit;

/// <summary>What rows say about cards and identifiers, to be compared with the directory.</summary>
internal interface IDirectoryFold
{
    /// <summary>Takes the next row of any partition.</summary>
    void Take(in JournalRow row, RowPlace at);

    /// <param name="row">A row of the directory.</param>
    /// <param name="voidBy">The transaction that put another identifier in its place or freed it; null: in force.</param>
    void Compare(GivenCard row, Guid? voidBy);

    /// <summary>The whole directory has been compared: what is left is not in it.</summary>
    void End();
}
