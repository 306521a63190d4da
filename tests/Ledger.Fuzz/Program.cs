using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ledger.Fuzz;

var messages = new Option<long>("--messages") { Description = "How many messages.", DefaultValueFactory = _ => 10_000_000 };
var seed = new Option<ulong?>("--seed") { Description = "What they are made from; another one each time when it is left out." };
var command = new RootCommand("Holds the fast reader and writer and the generated code of the contract against each other.")
{
    messages, seed,
};
// Not on the thread that is to hear of an interruption; what was held until then is told all the same.
command.SetAction((parsed, cancellation) => Task.Run(() => Hold(parsed.GetValue(messages), parsed.GetValue(seed), cancellation)));
return await command.Parse(args).InvokeAsync();

static int Hold(long messages, ulong? seed, CancellationToken cancellation)
{
    var chosen = seed ?? (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    var run = new FuzzRun(chosen);
    var clock = Stopwatch.StartNew();
    run.Run(messages, cancellation);
    foreach (var difference in run.Differences) Console.WriteLine(difference);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Messages} messages ({run.PlainlyRead} read fast, {run.Refused} refused) in {clock.Elapsed.TotalSeconds:0} s, seed {chosen}: "
            + $"{run.Differences.Count} differences"));
    return run.Differences.Count == 0 ? 0 : 1;
}
