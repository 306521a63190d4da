using System.CommandLine;
using Ledger.Load.Compare;
using Ledger.Load.Console;
using Ledger.Load.Session;

namespace Ledger.Load.CommandLine;

/// <summary>The program's commands: a run, what explains runs, and the comparison of two.</summary>
internal sealed class LoadCommand : RootCommand
{
    private const string What = """
        Rehearses load against a ledger and audits it afterwards.

          ./load.sh --self --scenario NAME                        a server on a private PostgreSQL, removed at the end
          ./load.sh --address http://HOST:PORT --scenario NAME    a server that runs already; its ledger keeps what is posted
          ./load.sh --list                                        explains the scenarios
          ./load.sh compare A.json B.json                         what changed from run A to run B, and whether that is more than noise

        Exit code: 0 all thresholds met, the ledger audited and sound; 1 not so (or the generator was the bottleneck, or the run was
        stopped); 2 it could not be run.
        """;

    private readonly RunOptions _options = new();
    private readonly Option<bool> _list = new("--list") { Description = "only explain the scenarios" };
    private readonly Option<bool> _plan = new("--plan") { Description = "only print the plan: phases, rates, expected number of requests" };

    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends a run early and in order.</param>
    public LoadCommand(TimeProvider time, CancellationToken stop)
        : base(What)
    {
        Options.Add(_list);
        Options.Add(_plan);
        foreach (var option in _options.All)
            Options.Add(option);
        Subcommands.Add(new CompareCommand(time));
        SetAction((parsed, _) => RunAsync(parsed, stop));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(_list))
        {
            PlainLines.Say(ScenarioList.Text());
            return 0;
        }
        var (scenario, session) = (_options.Scenario(parsed), _options.Session(parsed));
        if (parsed.GetValue(_plan))
        {
            PlainLines.Say(PlanText.Of(scenario, session));
            return 0;
        }
        return await LoadSession.RunAsync(scenario, session, stop);
    }
}
