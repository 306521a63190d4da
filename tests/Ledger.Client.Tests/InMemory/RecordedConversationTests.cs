using Google.Protobuf;
using Grpc.Core;
using Ledger.Client.Testing;
using Ledger.Server.Tests.Recorded;
using Ledger.V1;

namespace Ledger.Client.Tests.InMemory;

/// <summary>
/// What clients of a release asked of a real server, asked of the ledger in memory: it answers with the same bytes, receipts, refusals,
/// quotes, statements and problems with their details alike.
/// </summary>
public sealed class RecordedConversationTests
{
    private const string Folder = "Recorded";

    [Fact]
    public async Task The_ledger_in_memory_answers_as_the_server_of_a_release_did()
    {
        var calls = File.ReadLines(PathOf("conversation.jsonl")).Select(RecordedCall.Read).ToArray();
        var clock = new StandingClock(calls[0].At);
        using var ledger = LedgerOf(clock);
        var (same, passedOver) = (0, 0);
        foreach (var call in calls)
        {
            clock.Set(call.At);
            // A server does what is due when it starts, and here at no other moment.
            if (call.Restarts) ledger.DoWhatIsDue();
            if (IsPassedOver(call))
            {
                passedOver++;
                continue;
            }
            if (LaterFields.IsUnknownNow(call) || LaterFields.IsReversedNow(call))
            {
                if (LaterFields.IsUnknownNow(call))
                    Assert.Equal(StatusCode.NotFound, (await CallAsync(ledger.CallInvoker, call)).Status);
                await CallAsync(ledger.CallInvoker, call with { Sent = [LaterFields.InItsPlace(call)] });
                same++;
                continue;
            }
            // A transfer to an account that nobody can see leaves, and comes back.
            ledger.Writer.Elsewhere = LaterFields.IsRefusedAtOnceNow(call) ? LaterFields.OtherProgramsAccount : null;
            var answer = LaterFields.Without(call, await CallAsync(ledger.CallInvoker, LaterFields.LeavingTheTier(call)));
            Assert.True(answer.IsSameAs(call.Answer),
                $"{call.Name} ({call.Method}), after {same} others:\nis {Text(call, answer)}\nwas {Text(call, call.Answer)}");
            same++;
        }
        Assert.Empty(ledger.Verify());
        Assert.Equal((310, 53), (same, passedOver));
    }

    /// <summary>What needs a database is not here: reports, exports and the stock of cards. Whether it is healthy is not asked of
    /// memory.</summary>
    private static bool IsPassedOver(RecordedCall call) =>
        call.Method.StartsWith("/ledger.v1.Reporting/", StringComparison.Ordinal)
        || call.Method is "/ledger.v1.Cards/GenerateCards" or "/grpc.health.v1.Health/Check"
        || (call.Method == "/ledger.v1.Cards/GetCard" && call.Answer.Status == StatusCode.OK
            && CardAnswer.Parser.ParseFrom(call.Answer.Received[0]).Card.Status == CardStatus.Stock);

    private static async Task<WireAnswer> CallAsync(CallInvoker invoker, RecordedCall call)
    {
        var parts = call.Method.Split('/');
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var received = new List<byte[]>();
        try
        {
            if (parts[2] == "PostStream")
            {
                var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, parts[1], parts[2], bytes, bytes);
                using var stream = invoker.AsyncDuplexStreamingCall(method, null, new CallOptions());
                foreach (var message in call.Sent) await stream.RequestStream.WriteAsync(message);
                await stream.RequestStream.CompleteAsync();
                while (await stream.ResponseStream.MoveNext()) received.Add(stream.ResponseStream.Current);
            }
            else
            {
                var method = new Method<byte[], byte[]>(MethodType.Unary, parts[1], parts[2], bytes, bytes);
                received.Add(await invoker.AsyncUnaryCall(method, null, new CallOptions(), call.Sent[0]));
            }
            return new WireAnswer { Received = [.. received] };
        }
        catch (RpcException refused)
        {
            return new WireAnswer
            {
                Received = [.. received], Status = refused.StatusCode, Message = refused.Status.Detail,
                Details = refused.Trailers.GetValueBytes("grpc-status-details-bin") ?? [],
            };
        }
    }

    // As many partitions as the recorded server had: receipts name them.
    private static InMemoryLedger LedgerOf(StandingClock clock) => new(new InMemoryLedgerOptions
    {
        Programs =
        [
            LaterFields.WithOldPolicies(File.ReadAllText(PathOf("programs/club.yaml"))),
            LaterFields.WithOldPolicies(File.ReadAllText(PathOf("programs/strict.yaml"))),
        ],
        Stores = File.ReadAllText(PathOf("programs/stores.yaml")),
        TimeProvider = clock, CardKey = File.ReadAllBytes(PathOf("card.key")), Partitions = 4,
    });

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, Folder, file);

    private static string Text(RecordedCall call, WireAnswer answer)
    {
        var parts = call.Method.Split('/');
        var method = LedgerReflection.Descriptor.Services.Single(service => service.FullName == parts[1]).FindMethodByName(parts[2]);
        return string.Join('\n', [$"{answer.Status} {answer.Message} {Convert.ToBase64String(answer.Details)}",
            .. answer.Received.Select(message => method.OutputType.Parser.ParseFrom(message).ToString())]);
    }
}
