using System.CommandLine;
using Google.Protobuf;
using Grpc.Core;
using Ledger.Tool.Connecting;
using Ledger.Tool.Screens;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Looking;

/// <summary>Reports of finance: on the screen, and as CSV files.</summary>
internal static class ReportCommands
{
    private static readonly Option<string?> _to = Worded.Text(
        "--to", "FILE", "Where to, replaced as a whole if it is there; - is standard output.", required: true);

    private static readonly Option<bool> _mark = new("--byte-order-mark")
    {
        Description = "Begin with a byte order mark, for spreadsheets that take a file without one for the machine's own code page.",
    };

    public static Command Close()
    {
        var terms = new ReportTerms();
        return terms.AddClose(new Command("close", "What a business date of a store came to, and gaps in its running numbers."))
            .Does(run => TellAsync(run, terms.Close(run), run.Ledger.Reporting.GetCloseAsync));
    }

    public static Command Settlement()
    {
        var terms = new ReportTerms();
        return terms.AddSettlement(new Command("settlement", "Who owes whom for a month."))
            .Does(run => TellAsync(run, terms.Settlement(run), run.Ledger.Reporting.GetSettlementAsync, "final"));
    }

    public static Command Liability()
    {
        var terms = new ReportTerms();
        return terms.AddLiability(new Command("liability", "What members hold by its age, and what went to breakage."))
            .Does(run => TellAsync(run, terms.Liability(run), run.Ledger.Reporting.GetLiabilityAsync));
    }

    public static Command TrialBalance()
    {
        var terms = new ReportTerms();
        return terms.AddTrialBalance(new Command("trial-balance", "Debits and credits by ledger account and asset."))
            .Does(run => TellAsync(run, terms.TrialBalance(run), run.Ledger.Reading.GetTrialBalanceAsync));
    }

    public static Command Export()
    {
        var (target, terms) = (new MemberTarget(), new ReportTerms());
        return new Command("export", "A report as CSV: UTF-8, one header line.")
        {
            File(target.AddTo(new Command("statement", "All transactions of an account.")),
                run => new ExportRequest { Statement = target.Statement(run) }),
            File(terms.AddSettlement(new Command("settlement", "Who owes whom for a month.")),
                run => new ExportRequest { Settlement = terms.Settlement(run) }),
            File(terms.AddTrialBalance(new Command("trial-balance", "Debits and credits by ledger account and asset.")),
                run => new ExportRequest { TrialBalance = terms.TrialBalance(run) }),
            File(terms.AddClose(new Command("close", "What a business date of a store came to.")),
                run => new ExportRequest { Close = terms.Close(run) }),
            File(terms.AddLiability(new Command("liability", "What members hold by its age, and what went to breakage.")),
                run => new ExportRequest { Liability = terms.Liability(run) }),
        };
    }

    private static async Task TellAsync<TRequest, TAnswer>(
        Run run, TRequest request, Func<TRequest, CallOptions, AsyncUnaryCall<TAnswer>> ask, params string[] always)
        where TAnswer : class, IMessage
    {
        run.Progress.Is("Adding up");
        run.Screen.Tell(await run.Ledger.ReportAsync(options => ask(request, options), run.Cancellation), always);
    }

    private static Command File(Command command, Func<Run, ExportRequest> ask)
    {
        command.Add(_to);
        command.Add(_mark);
        return command.Does(async run =>
        {
            var (request, path) = (ask(run), run.Of(_to)!);
            request.ByteOrderMark = run.Of(_mark);
            run.Progress.Is($"Writing {path}");
            var bytes = await OutputFile.WriteAsync(path, file => run.Ledger.ExportAsync(request, file, run.Cancellation));
            if (path != OutputFile.Standard) run.Screen.Tell("files", ["file", "bytes"], [[path, $"{bytes}"]]);
        });
    }
}
