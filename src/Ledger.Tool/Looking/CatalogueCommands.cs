using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Looking;

/// <summary>What programs offer, and which stores there are.</summary>
internal static class CatalogueCommands
{
    private const int PageMax = 500;

    public static Command Program()
    {
        var number = Worded.WholeArgument("PROGRAM", "The program's number.", required: false);
        var store = Worded.Whole("--store", "Instead: the program of this store.");
        var at = Worded.Of<DateTimeOffset>("--at", "TIME", "The version in force at this moment; now unless said.", Readers.Moment,
            "a time with its offset, e.g. 2027-01-01T00:00:00+08:00");
        var command = new Command("program", "A program as tills see it: what points are worth, tiers, card types, limits.") { number,
            store, at };
        command.Validators.Add(words =>
        {
            if (words.GetResult(number) is { Tokens.Count: > 0 } == words.GetResult(store) is not null)
                words.AddError("Say which: PROGRAM or --store.");
        });
        return command.Does(async run =>
        {
            var request = run.Of(store) is null ? new GetProgramRequest { Program = run.Number(number) }
                : new GetProgramRequest { Store = run.Number(store) };
            if (run.Of(at) is var moment && moment != default) request.At = Timestamp.FromDateTimeOffset(moment);
            run.Screen.Tell(await run.Ledger.AskAsync(options => run.Ledger.Catalogue.GetProgramAsync(request, options), run.Cancellation));
        });
    }

    public static Command Stores()
    {
        var (program, limit) = (Worded.Whole("--program", "One program; otherwise all.", most: short.MaxValue), Paging.Limit());
        return new Command("stores", "The stores in the order of their numbers.") { program, limit }.Does(async run =>
        {
            var page = await run.FollowAsync(run.Of(limit), PageMax, (at, size) => run.Ledger.AskAsync(options =>
                run.Ledger.Catalogue.ListStoresAsync(
                    new ListStoresRequest { Program = run.Number(program), Page = at, PageSize = size }, options), run.Cancellation));
            run.Screen.Tell(page, columns: ["store", "name", "program", "time_zone", "branch", "merchant", "day_starts_minutes"]);
        });
    }
}
