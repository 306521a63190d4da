using System.CommandLine;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Looking;

/// <summary>What members hold, what became of an operation, and what one would do.</summary>
internal static class MemberCommands
{
    private const int PageMax = 200;

    // Of a transaction: what fits a screen. As JSON there is all of it.
    private static readonly string[] _line =
    [
        "business_time", "kind", "receipt.outcome", "asked", "receipt.balances.points", "receipt.balances.principal_minor",
        "receipt.balances.bonus_minor", "store", "terminal", "operator", "reference", "receipt.key",
    ];

    public static Command Balance()
    {
        var target = new MemberTarget();
        return target.AddTo(new Command("balance", "What an account holds now: lots, cards and holds too, for whoever may see all of it."))
            .Does(async run => run.Screen.Tell(await run.Ledger.AskAsync(
                options => run.Ledger.Reading.GetBalancesAsync(target.Balances(run), options), run.Cancellation)));
    }

    public static Command Statement()
    {
        var (target, limit) = (new MemberTarget(), Paging.Limit());
        var command = target.AddTo(new Command("statement", "The transactions of an account, newest first, refusals included."));
        command.Add(limit);
        return command.Does(async run =>
        {
            var request = target.Statement(run);
            var statement = await run.FollowAsync(run.Of(limit), PageMax, (at, size) =>
            {
                (request.Page, request.PageSize) = (at, size);
                return run.Ledger.ReportAsync(options => run.Ledger.Reading.GetStatementAsync(request, options), run.Cancellation);
            });
            run.Screen.Tell(statement, columns: _line);
        });
    }

    public static Command Outcome()
    {
        var key = Worded.Argument<ByteString>("KEY", "The operation's key, a UUID.", Readers.OperationKey, "a UUID");
        return new Command("outcome", "What became of an operation: its receipt. A key that the journal does not hold ends with 1.") { key }
            .Does(async run => run.Screen.Tell(await run.Ledger.AskAsync(
                options => run.Ledger.Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = run.Of(key) }, options), run.Cancellation)));
    }

    public static Command Card()
    {
        var card = new Argument<string>("CARD") { Description = "The card's token." };
        return new Command("card", "What is known of a card: stock, or whose it is and what it can do.") { card }.Does(async run =>
            run.Screen.Tell(await run.Ledger.AskAsync(options => run.Ledger.Cards.GetCardAsync(
                new GetCardRequest { Card = run.Words.GetRequiredValue(card) }, options), run.Cancellation)));
    }

    public static Command Quote()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The operation, as the contract's JSON; - reads it from standard input. Key and business time may be left out.",
        };
        return new Command("quote", "What an operation would do now; posts nothing. What would be refused ends with 1.") { file }
            .Answers(async run =>
            {
                var operation = await ReadAsync(run, run.Words.GetRequiredValue(file));
                operation.BusinessTime ??= Timestamp.FromDateTime(DateTime.UtcNow);
                var quote = await run.Ledger.AskAsync(options => run.Ledger.Reading.GetQuoteAsync(operation, options), run.Cancellation);
                run.Screen.Tell(quote);
                // From 10 on nothing would move.
                return (int)quote.Receipt.Outcome < 10;
            });
    }

    private static async Task<Operation> ReadAsync(Run run, string file)
    {
        var text = file == Screens.OutputFile.Standard ? await Console.In.ReadToEndAsync(run.Cancellation)
            : await File.ReadAllTextAsync(file, run.Cancellation);
        try
        {
            return JsonParser.Default.Parse<Operation>(text);
        }
        catch (Exception reason) when (reason is InvalidProtocolBufferException or InvalidJsonException or JsonException)
        {
            throw new WrongArgumentsException($"{file} is no operation: {reason.Message}");
        }
    }
}
