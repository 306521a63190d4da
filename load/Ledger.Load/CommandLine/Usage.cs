namespace Ledger.Load.CommandLine;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Usage
{
    public const string Text = """
        ./load.sh --self --scenario NAME [option ...]
            Starts a server on a private PostgreSQL, runs the scenario against it, audits it and removes it.
        ./load.sh --address http://HOST:PORT --scenario NAME [option ...]
            The same against a server that runs already. Its ledger keeps what is posted: rehearse where that does not matter.
        ./load.sh --list
            Explains the scenarios.
        ./load.sh compare A.json B.json [--out DIR]
            Tells what changed from run A to run B, and whether that is more than noise.

        --scenario NAME|FILE     one of --list, or a YAML file of your own
        --plan                   only print the plan: phases, rates, expected number of requests
        --duration 60s           stretch or shorten the scenario to this time, rates unchanged
        --scale 2                multiply all rates (and going-round terminals)
        --terminals N            --connections N   --seed N
        --threshold 'p99<20ms'   must hold; may come more than once: error_rate<0.1%, rate>=5000, p99(debit)<20ms ...
        --fault 'at 30s kill server'
                                 with --self; also: kill postgres, stop postgres for 3s, stop server for 3s,
                                 cut the network for 5s, reset the network
        --out DIR                where the report goes; default artifacts/load/SCENARIO-TIME
        --plain                  plain lines instead of the live table

        with --self:     --server-setting LEDGER_PARTITIONS=8   (may come more than once)
        with --address:  --metrics http://HOST:PORT     the server's metrics, for its side of the report
                         --connection 'Host=...'        its database, so that verify can run
                         --exclusive                    nobody else posts to it: every difference of money is a finding

        Exit code: 0 all thresholds met, the ledger audited and sound; 1 not so (or the generator was the bottleneck, or the run
        was stopped); 2 it could not be run.
        """;
}
