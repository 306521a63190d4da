using BenchmarkDotNet.Running;
using Ledger.Bench;

// Single steps of the write path, in the order an operation meets them. Without arguments: time and allocations of each. With --check the
// allocations are held against the baseline, with --update-baseline they become it. Other arguments go to BenchmarkDotNet, e.g. --filter
// *Decid*.
const string usage =
    """
    ./bench.sh micro [--check | --update-baseline] [argument for BenchmarkDotNet ...]
    """;

if (args.Contains("--help"))
{
    Console.WriteLine(usage);
    return 0;
}

var check = args.Contains("--check");
var update = args.Contains("--update-baseline");
string[] rest = [.. args.Where(word => word is not ("--check" or "--update-baseline"))];
if (!rest.Contains("--filter")) rest = [.. rest, "--filter", "*"];

var measured = BenchmarkSwitcher.FromAssembly(typeof(Baseline).Assembly).Run(rest, new StepsConfig(quick: check || update))
    .SelectMany(summary => summary.Reports).ToArray();
if (measured.Length == 0 || measured.Any(report => !report.Success))
{
    await Console.Error.WriteLineAsync("A benchmark did not run.");
    return 1;
}

var allocations = Baseline.Of(measured);
if (update) allocations.Write();
return check && !Baseline.Read().Accepts(allocations, Console.Out) ? 1 : 0;
