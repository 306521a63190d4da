using Ledger.Client;
using Ledger.V1;

namespace Ledger.Load.Engine;

/// <summary>
/// What the engine calls: a ledger over the typed client, or a script in the engine's own tests. One call is one attempt.
/// </summary>
internal interface ITarget
{
    /// <summary>Sends one operation. Never throws for what the target does.</summary>
    ValueTask<Answer> PostAsync(int connection, Operation operation, CancellationToken cancellation);

    /// <summary>Sends a list of operations; as many answers, in their order.</summary>
    ValueTask<IReadOnlyList<Answer>> PostBatchAsync(int connection, IReadOnlyList<Operation> operations, CancellationToken cancellation);

    /// <summary>Asks for balances, or for the first page of a statement.</summary>
    ValueTask<Answer> AskAsync(int connection, Target about, bool statement, CancellationToken cancellation);
}
