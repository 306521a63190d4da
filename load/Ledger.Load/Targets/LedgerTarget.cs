using Ledger.Client;
using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Load.Scenarios;
using Ledger.V1;

namespace Ledger.Load.Targets;

/// <summary>
/// A ledger over the typed client, one client for each connection. Each call is one attempt: what terminals do when it is not answered
/// is the scenario's to say, and is counted.
/// </summary>
internal sealed class LedgerTarget : ITarget, IDisposable
{
    private readonly LedgerClient[] _connections;

    public LedgerTarget(Uri address, string? credentials, int connections, RetryPolicy policy) =>
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new LedgerClient(new LedgerClientOptions
        {
            Address = address,
            Credentials = credentials,
            Store = 1,
            Terminal = 1,
            AttemptsMax = 1,
            AttemptTimeout = policy.AttemptTimeout,
            Deadline = policy.AttemptTimeout,
            // The scenario says how many connections there are; calls beyond their room wait, which is seen as service time.
            ConfigureHandler = handler => handler.EnableMultipleHttp2Connections = false,
        }))];

    public async ValueTask<Answer> PostAsync(int connection, Operation operation, CancellationToken cancellation)
    {
        try
        {
            return OutcomeWord.Of(await _connections[connection].PostAsync(operation, null, cancellation));
        }
        catch (LedgerRequestException refusedAtTheDoor)
        {
            return OutcomeWord.Of(refusedAtTheDoor.Problem);
        }
    }

    public async ValueTask<IReadOnlyList<Answer>> PostBatchAsync(int connection, IReadOnlyList<Operation> operations,
        CancellationToken cancellation) =>
        [.. (await _connections[connection].PostBatchAsync(operations, null, cancellation)).Select(OutcomeWord.Of)];

    public async ValueTask<Answer> AskAsync(int connection, Target about, bool statement, CancellationToken cancellation)
    {
        try
        {
            if (statement)
            {
                await using var lines = _connections[connection].GetStatementAsync(about, 50, null, cancellation)
                    .GetAsyncEnumerator(cancellation);
                await lines.MoveNextAsync();
            }
            else if (await _connections[connection].GetBalancesAsync(about, null, cancellation) is null)
            {
                return new Answer("not_found: account", Ending.Failed);
            }
            return new Answer("answered", Ending.Ok);
        }
        catch (LedgerRequestException problem)
        {
            return OutcomeWord.Of(problem.Problem);
        }
        catch (LedgerUnavailableException problem)
        {
            return new Answer($"not answered: {OutcomeWord.Snake(problem.LastProblem.StatusCode.ToString())}", Ending.Failed)
            {
                WorthRetry = true, RetryDelay = problem.LastProblem.RetryDelay,
            };
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }
}
