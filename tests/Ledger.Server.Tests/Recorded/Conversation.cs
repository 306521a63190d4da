using Google.Protobuf;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// What a release's clients ask of its server, one call after the other, each a second after the one before. Two conversations with new
/// ledgers are the same to the byte: keys are derived as tills derive them, and what the ledger does by itself is waited for. Beside this
/// file: what is said.
/// </summary>
internal sealed partial class Conversation(EarlierRelease release, TestLedger ledger, StandingClock clock)
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 10, 4, 0, 0, TimeSpan.Zero);

    private readonly OperationBuilder _operations = new(1, 7, 3, clock);
    private readonly List<RecordedCall> _calls = [];
    private readonly List<string> _surprises = [];
    private RawClient _client = new(ledger.Channel());
    private long _terminalSeq;
    private bool _restarts;

    /// <summary>Has the conversation and returns its calls; every answer must be of the outcome or status that it is held for.</summary>
    public async Task<IReadOnlyList<RecordedCall>> HaveAsync()
    {
        await OpenAndDescribeAsync();
        await CardsAndPinsAsync();
        await ValueAndPointsAsync();
        await CheckoutsAsync();
        await ReturnsAsync();
        await HoldsAsync();
        await ManyAtOnceAsync();
        await EndsOfAccountsAsync();
        await MistakesAsync();
        await QuestionsAsync();
        await LaterAsync();
        await QuestionsAsync();
        Assert.True(_surprises.Count == 0, string.Join('\n', _surprises));
        return _calls;
    }

    /// <summary>Numbers the operation and derives its key, as a till does before it sends it for the first time.</summary>
    private Operation Keyed(Operation operation)
    {
        operation.TerminalSeq = ++_terminalSeq;
        operation.Key = OperationKey.ToByteString(OperationKey.Derive(
            operation.Store, operation.Terminal, operation.TerminalSeq, operation.BusinessTime.ToDateTimeOffset()));
        return operation;
    }

    /// <summary>Posts a new operation.</summary>
    private async Task<Operation> PostAsync(Operation operation, Outcome expected = Outcome.Posted)
    {
        await SendAsync(Keyed(operation), expected);
        return operation;
    }

    /// <summary>Posts an operation under the key it has.</summary>
    private async Task<Receipt> SendAsync(Operation operation, Outcome expected = Outcome.Posted)
    {
        var answer = await CallAsync($"{operation.KindCase}: {expected}", "Posting/Post", [operation.ToByteArray()]);
        var receipt = answer.Received.Length == 1 ? Receipt.Parser.ParseFrom(answer.Received[0]) : new Receipt();
        if (receipt.Outcome != expected) _surprises.Add($"{_calls[^1].Name}: {receipt.Outcome} {answer.Status} {answer.Message}");
        return receipt;
    }

    /// <summary>Posts what is answered by a status.</summary>
    private Task<WireAnswer> RefusedAsync(Operation operation, StatusCode status) => AskAsync("Posting/Post", Keyed(operation), status);

    private Task<WireAnswer> AskAsync(string method, IMessage request, StatusCode expected = StatusCode.OK) =>
        SendAsync(method, expected, request.ToByteArray());

    private async Task<WireAnswer> SendAsync(string method, StatusCode expected, params byte[][] messages)
    {
        var answer = await CallAsync($"{method}: {expected}", method, messages);
        if (answer.Status != expected) _surprises.Add($"{_calls[^1].Name}: {answer.Status} {answer.Message}");
        return answer;
    }

    /// <summary>
    /// Asks until what the ledger does by itself is done. The clock stands meanwhile, since the answer may show when that was.
    /// </summary>
    private async Task AwaitAsync(string method, IMessage request, Func<WireAnswer, bool> isDone)
    {
        byte[][] sent = [request.ToByteArray()];
        var answer = new WireAnswer();
        await Wait.UntilAsync(
            async () => isDone(answer = await _client.CallAsync($"/ledger.v1.{method}", sent)), $"{method} is answered as it is to be");
        Record($"{method}: waits", $"/ledger.v1.{method}", sent, answer, waits: true);
    }

    private async Task<WireAnswer> CallAsync(string name, string method, byte[][] sent)
    {
        clock.Set(clock.GetUtcNow().AddSeconds(1));
        var path = method.StartsWith('/') ? method : $"/ledger.v1.{method}";
        var answer = await _client.CallAsync(path, sent);
        Record(name, path, sent, answer);
        return answer;
    }

    private void Record(string name, string path, byte[][] sent, WireAnswer answer, bool waits = false)
    {
        _calls.Add(new RecordedCall
        {
            Name = name, At = clock.GetUtcNow(), Method = path, Restarts = _restarts, Waits = waits, Sent = sent, Answer = answer,
        });
        _restarts = false;
    }

    private async Task RestartOnAsync(DateTimeOffset moment)
    {
        await ledger.StopAsync();
        clock.Set(moment);
        await release.RestartAsync(ledger, clock);
        (_client, _restarts) = (new RawClient(ledger.Channel()), true);
    }
}
