using System.Text;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace Ledger.Rules.Tests.Hosting;

/// <summary>Settings come from appsettings.json, then from the environment; what is wrong is refused by name.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Without_anything_the_defaults_stand()
    {
        var settings = Read();
        Assert.Equal(("https://127.0.0.1:5005", 64, Math.Clamp(Environment.ProcessorCount, 2, 8), false, ""),
            (settings.Address, settings.Partitions, settings.Lanes, settings.Insecure, settings.Connection));
    }

    [Fact]
    public void The_file_sets_what_it_names_and_the_environment_has_the_last_word()
    {
        const string file = """
            {
              "Ledger": { "Partitions": 8, "Data": "/from-file", "Limits": { "QueueMaxCount": 5000, "AmountMax": 700 } },
              "Logging": { "Level": "x" }
            }
            """;
        var settings = Read(file, ("LEDGER_PARTITIONS", "16"), ("LEDGER_QUEUE_MAX_COUNT", "6000"), ("PATH", "/bin"), ("LEDGERS", "many"),
            // What commands that ask a ledger go by, in one environment with a server.
            ("LEDGER_CREDENTIALS", "/home/operator/ledger"));
        Assert.Equal((16, "/from-file", 6000, 700L),
            (settings.Partitions, settings.Data, settings.Limits.QueueMaxCount, settings.Limits.AmountMax));
    }

    [Theory]
    [InlineData("LEDGER_ADDRESS", "https://localhost:1", nameof(Settings.Address))]
    [InlineData("LEDGER_CARD_KEY_FILE", "key", nameof(Settings.CardKeyFile))]
    [InlineData("LEDGER_MIGRATE_CONNECTION", "Host=a", nameof(Settings.MigrateConnection))]
    [InlineData("LEDGER_READY_FILE", "ready", nameof(Settings.ReadyFile))]
    public void A_variable_is_the_name_in_upper_snake_case(string variable, string value, string property) =>
        Assert.Equal(value, typeof(Settings).GetProperty(property)!.GetValue(Read("{}", (variable, value))));

    [Theory]
    [InlineData("LEDGER_PARTITION", "4", "LEDGER_PARTITION is not a setting.")]
    [InlineData("LEDGER_LIMITS", "4", "LEDGER_LIMITS is not a setting.")]
    [InlineData("LEDGER_", "4", "LEDGER_ is not a setting.")]
    [InlineData("LEDGER_PARTITIONS", "four", "LEDGER_PARTITIONS is \"four\", which is not a whole number in range.")]
    [InlineData("LEDGER_PARTITIONS", "", "LEDGER_PARTITIONS is \"\", which is not a whole number in range.")]
    [InlineData("LEDGER_PARTITIONS", "99999999999", "LEDGER_PARTITIONS is \"99999999999\", which is not a whole number in range.")]
    [InlineData("LEDGER_INSECURE", "yes", "LEDGER_INSECURE is \"yes\", which is not true or false.")]
    [InlineData("LEDGER_AMOUNT_MAX", "1.5", "LEDGER_AMOUNT_MAX is \"1.5\", which is not a whole number in range.")]
    [InlineData("LEDGER_PARTITIONS", "0", "Partitions must be 1 to 1024.")]
    [InlineData("LEDGER_PARTITIONS", "1025", "Partitions must be 1 to 1024.")]
    [InlineData("LEDGER_LANES", "0", "Lanes must be 1 to 64.")]
    [InlineData("LEDGER_LANES", "65", "Lanes must be 1 to 64.")]
    [InlineData("LEDGER_ADDRESS", "ftp://127.0.0.1:1", "Address must look like https://127.0.0.1:5005, not \"ftp://127.0.0.1:1\".")]
    [InlineData("LEDGER_ADDRESS", "127.0.0.1", "Address must look like https://127.0.0.1:5005, not \"127.0.0.1\".")]
    [InlineData("LEDGER_ADDRESS", "https://localhost.example.org:1",
        "Address must look like https://127.0.0.1:5005, not \"https://localhost.example.org:1\".")]
    [InlineData("LEDGER_ADDRESS", "https://127.0.0.1.example.org:1",
        "Address must look like https://127.0.0.1:5005, not \"https://127.0.0.1.example.org:1\".")]
    [InlineData("LEDGER_METRICS_ADDRESS", "9090", "MetricsAddress must look like http://127.0.0.1:5006, not \"9090\".")]
    [InlineData("LEDGER_METRICS_ADDRESS", "http://localhost:5005", "MetricsAddress must be another one than Address.")]
    [InlineData("LEDGER_CERTIFICATE_KEY", "/dev/null", "Certificate and CertificateKey are given together.")]
    [InlineData("LEDGER_TRUST", "/nowhere", "Trust /nowhere is not a file.")]
    [InlineData("LEDGER_SERVER_NAMES", "till.example, a b", "ServerNames has \"a b\", which is no name of a machine.")]
    [InlineData("LEDGER_PROGRAMS", "/nowhere", "Programs /nowhere is not a folder.")]
    [InlineData("LEDGER_LEASE_SECONDS", "0", "LeaseSeconds must be at least 1.")]
    public void A_wrong_variable_is_refused_by_name(string variable, string value, string message) =>
        Assert.Equal(message, Assert.Throws<SettingsException>(() => Read("{}", (variable, value))).Message);

    [Theory]
    [InlineData("LEDGER_CONNECTION", "garbage", "Connection is not a connection string: ")]
    [InlineData("LEDGER_CONNECTION", "Host=a;Colour=red", "Connection is not a connection string: ")]
    [InlineData("LEDGER_MIGRATE_CONNECTION", "Host=a;Port=many", "MigrateConnection is not a connection string: ")]
    public void What_is_no_connection_string_is_refused_in_a_line(string variable, string value, string told)
    {
        var line = Assert.Single(Assert.Throws<SettingsException>(() => Read("{}", (variable, value))).Message.Split('\n'));
        Assert.StartsWith(told, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Ledger": { "Adress": "x" } }""", "Ledger:Adress is not a setting.")]
    [InlineData("""{ "Ledger": { "Limits": { "QueueMax": 1 } } }""", "Ledger:Limits:QueueMax is not a setting.")]
    [InlineData("""{ "Ledger": { "Partitions": "four" } }""", "Ledger:Partitions is \"four\", which is not a whole number in range.")]
    [InlineData("""{ "Ledger": { "Address": [ "http://127.0.0.1:1" ] } }""", "Ledger:Address:0 is not a setting.")]
    [InlineData("""{ "Ledger": { "Limts": { "QueueMaxCount": 5000 } } }""", "Ledger:Limts:QueueMaxCount is not a setting.")]
    [InlineData("""{ "Ledger": { "Limits": { "Partitions": 8 } } }""", "Ledger:Limits:Partitions is not a setting.")]
    public void A_wrong_entry_of_the_file_is_refused_by_name(string file, string message) =>
        Assert.Equal(message, Assert.Throws<SettingsException>(() => Read(file)).Message);

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var wrong = Assert.Throws<SettingsException>(() =>
            Read("{}", ("LEDGER_A", "1"), ("LEDGER_PARTITIONS", "x"), ("LEDGER_MONTHS_AHEAD", "0")));
        Assert.Equal(
            ["LEDGER_A is not a setting.", "LEDGER_PARTITIONS is \"x\", which is not a whole number in range.",
                "MonthsAhead must be at least 1.", "KeyMaxAheadMinutes must lie within MonthsAhead."],
            wrong.Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("127.0.0.1:5006", true)]
    [InlineData("127.8.8.8:5005", true)]
    [InlineData("localhost:0", true)]
    [InlineData("LOCALHOST:0", true)]
    [InlineData("[::1]:5005", true)]
    [InlineData("0.0.0.0:5005", false)]
    [InlineData("[::]:5005", false)]
    [InlineData("10.0.0.1:5005", false)]
    [InlineData("128.0.0.1:5005", false)]
    public void Others_reach_an_address_over_TLS_alone(string place, bool loopback)
    {
        Assert.Equal($"https://{place}", Read("{}", ("LEDGER_ADDRESS", $"https://{place}")).Address);
        Assert.Contains("is without TLS", Refused(("LEDGER_ADDRESS", $"http://{place}")), StringComparison.Ordinal);
        Assert.NotEmpty(Refused(("LEDGER_ADDRESS", $"https://{place}"), ("LEDGER_INSECURE", "true")));
        foreach (var variable in new[] { "LEDGER_ADDRESS", "LEDGER_METRICS_ADDRESS" })
            if (loopback) Read("{}", (variable, $"http://{place}"), ("LEDGER_INSECURE", "true"));
            else Assert.Contains(
                $"http://{place} can be reached by others", Refused((variable, $"http://{place}"), ("LEDGER_INSECURE", "true")),
                StringComparison.Ordinal);
    }

    [Fact]
    public void Insecure_alone_is_plain_HTTP_on_the_usual_port() =>
        Assert.Equal("http://127.0.0.1:5005", Read("{}", ("LEDGER_INSECURE", "true")).Address);

    [Fact]
    public void Figures_beyond_this_machine_go_over_TLS()
    {
        Assert.Equal("https://0.0.0.0:5006", Read("{}", ("LEDGER_METRICS_ADDRESS", "https://0.0.0.0:5006")).MetricsAddress);
        Assert.Contains("say https://", Refused(("LEDGER_METRICS_ADDRESS", "http://0.0.0.0:5006")), StringComparison.Ordinal);
        Assert.Contains(
            "is of TLS", Refused(("LEDGER_METRICS_ADDRESS", "https://0.0.0.0:5006"), ("LEDGER_INSECURE", "true")),
            StringComparison.Ordinal);
    }

    private static string Refused(params (string Name, string Value)[] environment) =>
        Assert.Throws<SettingsException>(() => Read("{}", environment)).Message;

    private static Settings Read(string file = "{}", params (string Name, string Value)[] environment) => Settings.Read(
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(file))).Build(),
        environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));
}
