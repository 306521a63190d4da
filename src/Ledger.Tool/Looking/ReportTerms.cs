using System.CommandLine;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Looking;

/// <summary>Which report: the same words whether it is looked at or written to a file.</summary>
internal sealed class ReportTerms
{
    private const string DateWanted = "a date like 2026-11-29";
    private const string MonthWanted = "a month like 2026-11";

    private readonly Option<long?> _store = Worded.Whole("--store", "The store.", required: true);
    private readonly Option<long?> _terminal = Worded.Whole("--terminal", "One terminal of it; otherwise all.");
    private readonly Option<int> _date = Worded.Of<int>(
        "--date", "DATE", "The business date, in the store's time zone.", Readers.Date, DateWanted, required: true);
    private readonly Option<string?> _position = Worded.Text(
        "--position", "TEXT", "The position in an earlier answer's JSON, to get that answer again.");
    private readonly Option<long?> _program = Worded.Whole("--program", "One program; otherwise all.", most: short.MaxValue);
    private readonly Option<SettlementLevel?> _level = Worded.OneOf<SettlementLevel>("--level", "Who settles with headquarters.",
        required: true);
    private readonly Option<int> _month = Worded.Of<int>(
        "--month", "MONTH", "The month by the time of posting, in UTC.", Readers.Month, MonthWanted);
    private readonly Option<int> _businessMonth = Worded.Of<int>(
        "--business-month", "MONTH", "Instead: the month of business dates.", Readers.Month, MonthWanted);
    private readonly Option<int> _asOf = Worded.Of<int>(
        "--as-of", "DATE", "As of the end of this day of posting (UTC); now unless said.", Readers.Date, DateWanted);

    public Command AddClose(Command command) => Add(command, _store, _date, _terminal, _position);

    public Command AddSettlement(Command command)
    {
        command.Validators.Add(words =>
        {
            if (words.GetResult(_month) is { Implicit: false } == words.GetResult(_businessMonth) is { Implicit: false })
                words.AddError("Say which month: --month or --business-month.");
        });
        return Add(command, _level, _month, _businessMonth, _program);
    }

    public Command AddLiability(Command command) => Add(command, _program, _asOf);

    public Command AddTrialBalance(Command command) => Add(command, _program);

    public GetCloseRequest Close(Run run) => new()
    {
        Store = run.Number(_store), Terminal = run.Number(_terminal), BusinessDate = run.Of(_date), Position = run.Of(_position) ?? "",
    };

    public GetSettlementRequest Settlement(Run run) => new()
    {
        Level = run.Of(_level) ?? default, Month = run.Of(_month), BusinessMonth = run.Of(_businessMonth), Program = run.Number(_program),
    };

    public GetLiabilityRequest Liability(Run run) => new() { Program = run.Number(_program), AsOf = run.Of(_asOf) };

    public GetTrialBalanceRequest TrialBalance(Run run) => new() { Program = run.Number(_program) };

    private static Command Add(Command command, params Option[] options)
    {
        foreach (var option in options) command.Add(option);
        return command;
    }
}
