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
command.SetAction((parsed, cancellation) =>
{
    var chosen = parsed.GetValue(seed) ?? (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    var run = new FuzzRun(chosen);
    var clock = Stopwatch.StartNew();
    run.Run(parsed.GetValue(messages), cancellation);
    foreach (var difference in run.Differences) Console.WriteLine(difference);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Messages} messages ({run.PlainlyRead} read fast, {run.Refused} refused) in {clock.Elapsed.TotalSeconds:0} s, seed {chosen}: "
            + $"{run.Differences.Count} differences"));
    return Task.FromResult(run.Differences.Count == 0 ? 0 : 1);
});
return await command.Parse(args).InvokeAsync();
