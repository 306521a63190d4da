using System.CommandLine;
using CsvHelper;
using Ledger.Tool.Connecting;
using Ledger.Tool.Screens;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Authority;

/// <summary>New callers, and the tokens that their devices enrol with: told this once.</summary>
internal static class MakingCommands
{
    private const int TerminalsAtOnceMax = 1000;
    private static readonly string[] _columns = ["caller", "name", "store", "terminal", "token", "token_not_after"];

    private static readonly Argument<string> _name = new("NAME") { Description = "For people; at most 64 characters." };

    private static readonly Option<string?> _out = Worded.Text(
        "--out", "FILE", "Write callers and tokens there as CSV, for its owner alone, and tell no token here. The file must not be there yet.");

    public static Command Terminal() => new("terminal", "Tills and kiosks.") { CreateTerminals() };

    public static Command Backend() => new("backend", "Programs of the house.") { CreateBackend() };

    public static Command Administrator() => new("administrator", "Who changes callers and policy, and posts nothing.")
    {
        CreateAdministrator(),
    };

    public static Command Token()
    {
        var caller = CallerCommands.Number();
        return new Command("token", "One more token for a caller, e.g. for a terminal's new device.") { caller, _out }.Does(run =>
            MakeAsync(run, ledger => options =>
                ledger.Callers.NewTokenAsync(new NewTokenRequest { Caller = run.Number(caller) }, options)));
    }

    private static Command CreateTerminals()
    {
        var store = Worded.Whole("--store", "A store the ledger knows.", required: true);
        var count = Worded.Whole("--count", $"How many, 1 to {TerminalsAtOnceMax}; 1 unless said.", most: TerminalsAtOnceMax);
        var first = Worded.Whole("--first", "The number of the first one; the others follow. 1 unless said.");
        var roles = Worded.Several<Role>("--role", "ROLE", "What each of them holds at its own place, vouched; cashier unless said.",
            EnumWords.TryRead, $"one of {string.Join(", ", EnumWords.All<Role>())}");
        return new Command("create", "Makes terminals of a store, with a token for each device.") { store, count, first, roles, _out }
            .Does(run =>
            {
                var request = new CreateTerminalsRequest
                {
                    Store = run.Number(store), Count = (int)(run.Of(count) ?? 1), FirstTerminal = (int)(run.Of(first) ?? 1),
                    Roles = { run.Of(roles) ?? [] },
                };
                return MakeAsync(run, ledger => options => ledger.Callers.CreateTerminalsAsync(request, options));
            });
    }

    private static Command CreateBackend()
    {
        var grants = Worded.Several<Grant>("--grant", "ROLE@SCOPE", $"What it may do and where, e.g. finance@program:1; several times. The "
            + $"scope is {ScopeWords.Wanted}.", ScopeWords.TryRead, "a role and where, e.g. finance@program:1", required: true);
        return new Command("create", "Makes a backend with its roles, and a token.") { _name, grants, _out }.Does(run =>
        {
            var request = new CreateBackendRequest { Name = run.Words.GetRequiredValue(_name), Grants = { run.Of(grants) ?? [] } };
            return MakeAsync(run, ledger => options => ledger.Callers.CreateBackendAsync(request, options));
        });
    }

    private static Command CreateAdministrator()
    {
        var scope = Worded.Of<Scope>(
            "--scope", "SCOPE", "Where it is admin: ledger unless said, or program:NUMBER.", ScopeWords.TryRead, ScopeWords.Wanted);
        return new Command("create", "Makes an administrator, and a token.") { _name, scope, _out }.Does(run =>
        {
            var request = new CreateAdministratorRequest
            {
                Name = run.Words.GetRequiredValue(_name), Scope = run.Of(scope) ?? new Scope { Ledger = true },
            };
            return MakeAsync(run, ledger => options => ledger.Callers.CreateAdministratorAsync(request, options));
        });
    }

    private static async Task MakeAsync(
        Run run, Func<Session, Func<Grpc.Core.CallOptions, Grpc.Core.AsyncUnaryCall<CreatedCallers>>> make)
    {
        // Made first: tokens that nobody could write down would be lost.
        var path = run.Of(_out);
        await using var file = path is null ? null : OutputFile.OpenPrivate(path);
        CreatedCallers made;
        try
        {
            run.Progress.Is("Making");
            made = await run.Ledger.ChangeAsync(make(run.Ledger), run.Cancellation);
        }
        catch
        {
            if (path is not null) File.Delete(path);
            throw;
        }
        if (file is not null)
        {
            await WriteAsync(file, made);
            foreach (var caller in made.Callers) caller.Token = "";
        }
        run.Screen.Tell(made, columns: file is null ? _columns : [.. _columns.Except(["token"])]);
        if (path is not null) run.Note($"{made.Callers.Count} tokens are in {path}: hand each to its device, and remove the file.");
    }

    private static async Task WriteAsync(Stream file, CreatedCallers made)
    {
        await using var csv = CsvWriter.Create(file, CsvWriterOptions.Default, leaveOpen: true);
        foreach (var column in _columns) csv.WriteField(column);
        csv.EndRecord();
        foreach (var caller in made.Callers)
        {
            var cells = Shown.Values(caller).ToDictionary(value => value.Name, value => value.Text);
            foreach (var column in _columns) csv.WriteField(cells[column]);
            csv.EndRecord();
        }
    }
}
