using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace Ledger.Server.Tests.Servers;

public sealed class SettingsTests
{
    private static readonly IConfiguration NoFile = new ConfigurationBuilder().Build();

    [Theory]
    [InlineData("http://0.0.0.0:5005", true)]
    [InlineData("http://[::]:5005", true)]
    [InlineData("http://192.168.1.5:5005", true)]
    [InlineData("https://127.0.0.1:5005/", true)]
    [InlineData("http://127.0.0.1:5005", false)]
    public void Plain_HTTP_is_refused_beyond_loopback_and_unless_it_is_meant(string address, bool isInsecure)
    {
        var refused = Assert.Throws<SettingsException>(() =>
            Read(("LEDGER_ADDRESS", address), ("LEDGER_INSECURE", isInsecure ? "true" : "false")));

        Assert.Contains("--insecure", refused.Message, StringComparison.Ordinal);
        Assert.Contains(address, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5005")]
    [InlineData("http://127.1.2.3:0")]
    [InlineData("http://[::1]:5005")]
    [InlineData("http://localhost:5005")]
    public void A_loopback_address_is_taken_without_TLS_when_that_is_meant(string address) =>
        Assert.Equal(address, Read(("LEDGER_ADDRESS", address), ("LEDGER_INSECURE", "true")).Address);

    [Theory]
    [InlineData("ftp://127.0.0.1:5005")]
    [InlineData("127.0.0.1:5005")]
    [InlineData("https://ledger.example:5005")]
    [InlineData("")]
    public void What_is_no_address_is_refused(string address)
    {
        var refused = Assert.Throws<SettingsException>(() => Read(("LEDGER_ADDRESS", address)));
        Assert.Contains("Address must look like", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        var refused = Assert.Throws<SettingsException>(() => Read(
            ("LEDGER_QUEUE_SIZE", "1"), ("LEDGER_COMMIT_MAX_COUNT", "many"), ("LEDGER_LEASE_SECONDS", "0"), ("LEDGER_PARTITIONS", "1025"),
            ("PATH", "/bin")));

        var lines = refused.Message.Split(Environment.NewLine);
        Assert.Equal(4, lines.Length);
        Assert.Contains(lines, line => line.Contains("LEDGER_QUEUE_SIZE is not a setting", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("LEDGER_COMMIT_MAX_COUNT is \"many\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("LeaseSeconds must be at least 1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Partitions must be 1 to 1024", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("LEDGER_BATCH_MAX_COUNT", "1001")]
    [InlineData("LEDGER_QUEUE_MAX_COUNT", "999")]
    [InlineData("LEDGER_STREAM_MAX_UNANSWERED", "16385")]
    [InlineData("LEDGER_COMMIT_MAX_COUNT", "16385")]
    [InlineData("LEDGER_CACHED_ACCOUNTS_MAX_COUNT", "999")]
    [InlineData("LEDGER_AMOUNT_MAX", "1000000000000001")]
    [InlineData("LEDGER_LEASE_SECONDS", "61")]
    [InlineData("LEDGER_KEY_MAX_AHEAD_MINUTES", "80641")]
    [InlineData("LEDGER_RETRY_DELAY_MILLISECONDS", "-1")]
    public void Bounds_that_contradict_each_other_are_refused(string name, string value) =>
        Assert.NotEmpty(Assert.Throws<SettingsException>(() => Read((name, value))).Message);

    [Fact]
    public void The_environment_comes_after_the_file()
    {
        var file = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ledger:Node"] = "of file", ["Ledger:Limits:QueueMaxCount"] = "5000", ["Ledger:Partitions"] = "7",
        }).Build();

        var settings = Settings.Read(file, [new("LEDGER_NODE", "of environment"), new("LEDGER_QUEUE_MAX_COUNT", "6000")]);

        Assert.Equal(("of environment", 6000, 7), (settings.Node, settings.Limits.QueueMaxCount, settings.Partitions));
    }

    private static Settings Read(params (string Name, string Value)[] environment) =>
        Settings.Read(NoFile, environment.Select(each => new KeyValuePair<string, string>(each.Name, each.Value)));
}
