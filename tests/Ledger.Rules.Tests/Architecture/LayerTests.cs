using Ledger.Rules.Basics;
using Ledger.Rules.Deciding;
using Ledger.Server.Basics;

namespace Ledger.Rules.Tests.Architecture;

/// <summary>Which folder may use what.</summary>
public sealed class LayerTests
{
    private static readonly IReadOnlySet<Use> _rules = Uses.In(typeof(Invariant).Assembly.Location);
    private static readonly IReadOnlySet<Use> _server = Uses.In(typeof(Limits).Assembly.Location);
    private static readonly IReadOnlySet<Use> _client = Uses.In(typeof(Client.LedgerClient).Assembly.Location);

    [Fact]
    public void Rules_use_nothing_but_values_collections_and_each_other()
    {
        string[] namespaces =
        [
            "System", "System.Collections", "System.Collections.Frozen", "System.Collections.Generic", "System.Diagnostics",
            "System.Diagnostics.CodeAnalysis", "System.Linq", "System.Numerics", "System.Runtime.CompilerServices",
            "System.Runtime.InteropServices", "System.Text",
        ];
        string[] types =
        [
            // Keys of what the ledger does by itself follow from a digest.
            "System.Buffers.Binary.BinaryPrimitives", "System.Security.Cryptography.SHA256",
            // Member days are days of a lunar month.
            "System.Globalization.Calendar", "System.Globalization.ChineseLunisolarCalendar",
                "System.Globalization.EastAsianLunisolarCalendar",
            // The compiler's marks; the second is on a type with an indexer.
            "Microsoft.CodeAnalysis.EmbeddedAttribute", "System.Reflection.DefaultMemberAttribute",
        ];
        // Namespace System has a few doors to the outside.
        string[] doors =
        [
            "System.TimeProvider", "System.Random", "System.Environment", "System.Console", "System.Activator", "System.AppContext",
            "System.AppDomain",
            "System.IServiceProvider", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.Diagnostics.Activity",
        ];
        string[] clocks = ["get_Now", "get_UtcNow", "get_Today", "NewGuid", "CreateVersion7"];

        Assert.Contains(_rules, use => use.By == typeof(Decide).FullName && use.Type == typeof(Case).FullName);
        Assert.Equal([], _rules.Where(use => IsForeign(use) || IsDoor(use)).Select(use => use.ToString()));

        // The compiler's own types are without a namespace and begin with a bracket.
        bool IsForeign(Use use) =>
            !use.Type.StartsWith('<') && !use.Type.StartsWith("Ledger.Rules.", StringComparison.Ordinal)
                && !namespaces.Contains(TypeNames.NamespaceOf(use.Type)) && !types.Contains(use.Type);

        bool IsDoor(Use use) =>
            doors.Contains(use.Type) || (clocks.Contains(use.Member) && use.Type.StartsWith("System.", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_journal_and_those_named_here_speak_to_the_database()
    {
        var outside = _server.Where(use =>
            use.Type.StartsWith("Npgsql.", StringComparison.Ordinal) || use.Type.StartsWith("Dapper.", StringComparison.Ordinal))
            .Select(use => use.By).Distinct().Where(type => !type.StartsWith("Ledger.Server.Journal.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                // Verification reads every row by itself: a second pair of eyes.
                "Ledger.Server.Audit.PartitionVerification",
                "Ledger.Server.Audit.Verification",
                // Who may do what: read in one place, changed in few, under a role of its own.
                "Ledger.Server.Authority.Callers.AuthorityReader",
                "Ledger.Server.Authority.Callers.AuthorityTransaction",
                "Ledger.Server.Authority.Callers.CallerAnswers",
                "Ledger.Server.Authority.Callers.CallerChanges",
                "Ledger.Server.Authority.Callers.CallerMaking",
                "Ledger.Server.Authority.Callers.FirstGrants",
                "Ledger.Server.Authority.Callers.PolicyVersions",
                "Ledger.Server.Authority.Enrolment.CredentialRenewal",
                "Ledger.Server.Authority.Enrolment.CredentialRows",
                "Ledger.Server.Authority.Enrolment.EnrolmentTokens",
                "Ledger.Server.Authority.Enrolment.FirstCallers",
                // Who signs in.
                "Ledger.Server.Authority.Persons.Secrets",
                "Ledger.Server.Authority.Persons.SessionService",
                "Ledger.Server.Authority.Persons.StepUps",
                "Ledger.Server.Authority.Sessions.OpenSessions",
                // Cards that are made, and where cards and identifiers point.
                "Ledger.Server.Cards.CardBatchWriter",
                "Ledger.Server.Cards.CardDirectory",
                "Ledger.Server.Cards.CardStock",
                // They only ask for what Npgsql counts and traces by itself.
                "Ledger.Server.Telemetry.MetricServices",
                "Ledger.Server.Telemetry.TraceServices",
            ],
            outside);
    }

    [Fact]
    public void Only_the_edge_speaks_gRPC()
    {
        var users = _server.Where(use => use.Type.StartsWith("Grpc.", StringComparison.Ordinal))
            .Select(use => TypeNames.NamespaceOf(use.By)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["Ledger.Server.Authority", "Ledger.Server.Authority.Admission", "Ledger.Server.Authority.Callers",
            "Ledger.Server.Authority.Enrolment", "Ledger.Server.Authority.Persons", "Ledger.Server.Cards", "Ledger.Server.Contract",
            "Ledger.Server.Hosting", "Ledger.Server.Intake", "Ledger.Server.Peers", "Ledger.Server.Queries",
            "Ledger.Server.Telemetry", "Ledger.Server.Wire"], users);
    }

    [Theory]
    [InlineData("System.DateTime", "get_UtcNow")]
    [InlineData("System.DateTime", "get_Now")]
    [InlineData("System.DateTime", "get_Today")]
    [InlineData("System.DateTimeOffset", "get_UtcNow")]
    [InlineData("System.DateTimeOffset", "get_Now")]
    [InlineData("System.Random", "get_Shared")]
    public void Neither_server_nor_client_asks_the_machine_for_time_or_chance(string type, string member) =>
        Assert.DoesNotContain(_server.Concat(_client), use => use.Type == type && use.Member == member);

    [Fact]
    public void The_reader_of_IL_sees_what_the_compiler_wrote()
    {
        // Without this, a reader that finds nothing would let everything pass.
        var own = Uses.In(typeof(LayerTests).Assembly.Location);
        Assert.Contains(new Use(typeof(LayerTests).FullName!, "System.DateTime", "get_UtcNow"), own);
        Assert.Contains(new Use(typeof(LayerTests).FullName!, "System.Random", "get_Shared"), own);
        Assert.Contains(own, use => use.By == typeof(LayerTests).FullName && use.Type == "System.Threading.Tasks.Task");
        Assert.Contains(own, use => use.By == typeof(LayerTests).FullName && use.Type == "System.TimeProvider");
    }

    /// <summary>Uses a clock, chance and a task, in an iterator, a lambda and a signature.</summary>
    internal static class Sample
    {
        public static IEnumerable<Func<int>> Chances(List<TimeProvider> none)
        {
            if (none.Count == 0) yield return () => Random.Shared.Next() + DateTime.UtcNow.Day;
        }

        public static Task Nothing() => Task.CompletedTask;
    }
}
