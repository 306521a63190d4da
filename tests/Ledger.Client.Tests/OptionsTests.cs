namespace Ledger.Client.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<LedgerClientOptions>> Wrong => new()
    {
        { "no address", options => options.Address = null },
        { "relative address", options => options.Address = new Uri("/ledger", UriKind.Relative) },
        { "negative store", options => options.Store = -1 },
        { "no time for an attempt", options => options.AttemptTimeout = TimeSpan.Zero },
        { "deadline below an attempt", options => options.Deadline = options.AttemptTimeout / 2 },
        { "no attempt", options => options.AttemptsMax = 0 },
        { "attempts without end", options => options.AttemptsMax = int.MaxValue },
        { "pauses that shrink", options => options.BackoffMax = options.BackoffFirst / 2 },
        { "no window", options => options.StreamWindowMaxCount = 0 },
        { "a token in plain text", options => options.Token = _ => Task.FromResult("token") },
        { "a certificate in plain text", options => options.Credentials = "/nowhere" },
        { "messages too short for a batch", options => options.MessageMaxBytes = 1024 },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_bound_out_of_range_or_against_another_is_refused_at_construction(string what, Action<LedgerClientOptions> spoil)
    {
        var options = new LedgerClientOptions { Address = new Uri("http://127.0.0.1:5005") };
        options.Validate();
        spoil(options);

        Assert.True(Record.Exception(() => new LedgerClient(options)) is ArgumentException, what);
    }
}
