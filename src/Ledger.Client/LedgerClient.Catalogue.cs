using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>What programs offer, and which stores there are.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<ProgramFacts?> GetProgramAsync(
        int program = 0, DateTimeOffset? at = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetProgramRequest { At = at is { } moment ? Timestamp.FromDateTimeOffset(moment) : null };
        if (program != 0) request.Program = program;
        else request.Store = _channel.Options.Store;
        return Question.AskAsync(_channel, options => _channel.Catalogue.GetProgramAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreFacts> GetStoresAsync(int program = 0, int pageSize = 0, TimeSpan? deadline = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListStoresRequest { Program = program, PageSize = pageSize };
        do
        {
            var page = await Question.AskForExistingAsync(
                _channel, options => _channel.Catalogue.ListStoresAsync(request, options), deadline, cancellationToken);
            foreach (var store in page.Stores)
                yield return store;
            request.Page = page.NextPage;
        }
        while (request.Page.Length > 0);
    }
}
