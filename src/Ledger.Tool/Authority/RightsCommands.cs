using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Authority;

/// <summary>What callers may do, the policy that says so, and what was changed in it.</summary>
internal static class RightsCommands
{
    private const int PageMax = 500;

    public static Command May()
    {
        var caller = Worded.Argument<int>("CALLER", "The caller's number, or me.", Readers.CallerOrMe, "a caller's number, or me");
        var what = new Argument<string>("KIND|CALL")
        {
            Description = "A kind of operation as the contract names it (debit, set_tier), or a call (Reporting/GetClose).",
        };
        var store = Worded.Whole("--store", "Where: the operation's store.");
        var terminal = Worded.Whole("--terminal", "The terminal there; otherwise the store as a whole.");
        var program = Worded.Whole("--program", "Where, if it is a program that is asked about and no store.", most: short.MaxValue);
        var byNumber = new Option<bool>("--by-number") { Description = "The account is named by its number and not by a card." };
        return new Command("may", "Whether a caller may do something, and if not, what is missing. A no ends with 1.")
            {
                caller, what, store, terminal, program, byNumber,
            }
            .Answers(async run =>
            {
                var request = new MayRequest
                {
                    Caller = run.Of(caller), What = run.Words.GetRequiredValue(what), Store = run.Number(store),
                    Terminal = run.Number(terminal), Program = run.Number(program), ByNumber = run.Of(byNumber),
                };
                var answer = await run.Ledger.AskAsync(options => run.Ledger.Callers.MayAsync(request, options), run.Cancellation);
                run.Screen.Tell(answer, always: ["allowed"]);
                return answer.Allowed;
            });
    }

    public static Command Policy() => new("policy", "The document that says which roles have which call, and how far they reach.")
    {
        Show(), Check(), Activate(),
    };

    public static Command Log()
    {
        var limit = Paging.Limit();
        return new Command("log", "What was changed in who may do what, newest first.") { limit }.Does(async run =>
        {
            var page = await run.FollowAsync(run.Of(limit), PageMax, (at, size) => run.Ledger.AskAsync(options =>
                run.Ledger.Callers.ListChangesAsync(new ListChangesRequest { Page = at, PageSize = size }, options), run.Cancellation));
            run.Screen.Tell(page, columns: ["epoch", "at", "by", "what"]);
        });
    }

    private static Command Show()
    {
        var version = Worded.WholeArgument("VERSION", "Which one; otherwise the one in force.", required: false);
        return new Command("show", "The document, as it was activated.") { version }.Does(async run =>
        {
            var policy = await run.Ledger.AskAsync(options => run.Ledger.Callers.GetPolicyAsync(
                new GetPolicyRequest { Version = run.Number(version) }, options), run.Cancellation);
            if (run.Screen.IsJson) run.Screen.Tell(policy);
            else run.Screen.Say(policy.Document.TrimEnd());
            run.Note(policy.ActiveFrom is { } from
                ? $"Version {policy.Version}, in force from {from.ToDateTime():yyyy-MM-dd'T'HH:mm:ss'Z'} on."
                : $"Version {policy.Version}.");
        });
    }

    private static Command Check()
    {
        var file = File();
        return new Command("check", "Every mistake in a document, with its line. A mistake ends with 1.") { file }.Answers(async run =>
        {
            var document = await ReadAsync(run, file);
            var verdict = await run.Ledger.AskAsync(options => run.Ledger.Callers.CheckPolicyAsync(
                new CheckPolicyRequest { Document = document }, options), run.Cancellation);
            if (run.Screen.IsJson) run.Screen.Tell(verdict);
            else
                foreach (var line in verdict.Mistakes.Count > 0 ? verdict.Mistakes.ToArray() : ["OK"])
                    run.Screen.Say(Screens.Shown.Plain(line));
            return verdict.Mistakes.Count == 0;
        });
    }

    private static Command Activate()
    {
        var file = File();
        var from = Worded.Of<DateTimeOffset>("--from", "TIME", "When it comes into force, e.g. 2027-01-01T00:00:00+08:00; now unless said.",
            Readers.Moment, "a time with its offset, e.g. 2027-01-01T00:00:00+08:00");
        return new Command("activate", "Adds a document as the next version of the policy.") { file, from }.Does(async run =>
        {
            var request = new ActivatePolicyRequest { Document = await ReadAsync(run, file) };
            if (run.Of(from) is var at && at != default) request.ActiveFrom = Timestamp.FromDateTimeOffset(at);
            var policy = await run.Ledger.ChangeAsync(options =>
                run.Ledger.Callers.ActivatePolicyAsync(request, options), run.Cancellation);
            if (!run.Screen.IsJson) policy.Document = "";
            run.Screen.Tell(policy);
        });
    }

    private static Argument<string> File() => new("FILE") { Description = "The document, YAML." };

    private static Task<string> ReadAsync(Run run, Argument<string> file) =>
        System.IO.File.ReadAllTextAsync(run.Words.GetRequiredValue(file), run.Cancellation);
}
