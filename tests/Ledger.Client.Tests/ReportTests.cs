using System.Text;
using Google.Rpc;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class ReportTests() : ScriptedTest(attemptsMax: 3)
{
    private static readonly DateOnly _day = new(2026, 11, 5);

    [Fact]
    public async Task Reports_carry_what_they_are_asked_for()
    {
        await Client.GetCloseAsync(2, _day, terminal: 7, position: "p1");
        await Client.GetSettlementAsync(SettlementLevel.Branch, 2026, 3, program: 4);
        await Client.GetLiabilityAsync(_day, program: 4);
        await Client.GetLiabilityAsync();

        Assert.Equal<object>(
        [
            new GetCloseRequest { Store = 2, Terminal = 7, BusinessDate = 20261105, Position = "p1" },
            new GetSettlementRequest { Level = SettlementLevel.Branch, Month = 202603, Program = 4 },
            new GetLiabilityRequest { AsOf = 20261105, Program = 4 },
            new GetLiabilityRequest(),
        ], Scripted.Questions);
    }

    [Fact]
    public async Task Exports_carry_what_they_are_asked_for()
    {
        await Client.ExportStatementAsync(Target.Identifier(IdentifierKind.Document, "D-1000", program: 4), Stream.Null);
        await Client.ExportSettlementAsync(SettlementLevel.Store, 2026, 12, Stream.Null);
        await Client.ExportTrialBalanceAsync(Stream.Null, program: 4);
        await Client.ExportCloseAsync(2, _day, Stream.Null, position: "p1");
        await Client.ExportLiabilityAsync(Stream.Null, _day);

        var document = new Identifier { Kind = IdentifierKind.Document, Value = "D-1000" };
        Assert.Equal<object>(
        [
            new ExportRequest { Statement =
            new GetStatementRequest { Identifier = new IdentifierInProgram { Program = 4, Identifier = document } } },
            new ExportRequest { Settlement = new GetSettlementRequest { Level = SettlementLevel.Store, Month = 202612 } },
            new ExportRequest { TrialBalance = new GetTrialBalanceRequest { Program = 4 } },
            new ExportRequest { Close = new GetCloseRequest { Store = 2, BusinessDate = 20261105, Position = "p1" } },
            new ExportRequest { Liability = new GetLiabilityRequest { AsOf = 20261105 } },
        ], Scripted.Questions);
    }

    [Fact]
    public async Task An_export_is_written_piece_by_piece_and_asked_again_while_nothing_is_written()
    {
        Scripted.QuestionFailures.Enqueue(Problems.Of(StatusCode.Unavailable));
        using var file = new MemoryStream();
        var written = await Client.ExportTrialBalanceAsync(file);

        Assert.Equal("a,b\r\n1,2\r\n3,4\r\n", Encoding.UTF8.GetString(file.ToArray()));
        Assert.Equal(file.Length, written);
        Assert.Equal(2, Scripted.Questions.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_export_that_breaks_off_is_told_and_not_begun_anew_behind_its_half(int pieces)
    {
        Scripted.ExportBreaksAfter = pieces;
        Scripted.QuestionFailures.Enqueue(Problems.Of(StatusCode.Unavailable));
        using var file = new MemoryStream();
        var thrown = await Assert.ThrowsAsync<LedgerUnavailableException>(() => Client.ExportTrialBalanceAsync(file));

        Assert.Equal((UnresolvedReason.BrokeOff, (long)pieces * 5, 1), (thrown.Reason, thrown.WrittenBytes, thrown.Attempts));
        Assert.Equal(thrown.WrittenBytes, file.Length);
        Assert.Single(Scripted.Questions);
    }

    [Theory]
    [InlineData(StatusCode.DeadlineExceeded, "REPORT_TOO_LONG")]
    [InlineData(StatusCode.FailedPrecondition, "JOURNAL_INCOMPLETE")]
    public async Task A_report_that_cannot_be_had_is_told_and_not_asked_for_again(StatusCode code, string reason)
    {
        for (var time = 0; time < 2; time++)
            Scripted.QuestionFailures.Enqueue(Problems.Of(code, new ErrorInfo { Reason = reason, Domain = "ledger" }));

        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() => Client.GetLiabilityAsync());

        Assert.Equal((code, reason), (thrown.StatusCode, thrown.Problem.Reason));
        Assert.Single(Scripted.QuestionFailures);
    }

    [Fact]
    public async Task Reports_have_a_deadline_of_their_own_and_one_attempt_has_all_of_it()
    {
        await using var client = Scripted.Client(options =>
        {
            options.Deadline = TimeSpan.FromSeconds(9);
            options.AttemptTimeout = TimeSpan.FromSeconds(3);
            options.ReportTimeout = TimeSpan.FromHours(4);
        });

        await client.GetBalancesAsync(Target.Account(42));
        await client.GetLiabilityAsync();
        await client.GetCloseAsync(2, _day);
        await client.GetSettlementAsync(SettlementLevel.Store, 2026, 3);
        await client.GetBusinessSettlementAsync(SettlementLevel.Store, 2026, 3);
        await client.GetTrialBalanceAsync();
        await client.ExportTrialBalanceAsync(Stream.Null);
        await client.GetLiabilityAsync(deadline: TimeSpan.FromHours(9));
        await foreach (var _ in client.GetStatementAsync(Target.Account(42), pageSize: 5))
        {
        }

        Assert.Equal([0, 4, 4, 4, 4, 4, 4, 9, 4],
            Scripted.Deadlines.Select(left => (int)Math.Round(left.TotalHours)));
        Assert.Equal(new GetSettlementRequest { Level = SettlementLevel.Store, BusinessMonth = 202603 }, Scripted.Questions.ElementAt(4));
    }

    [Fact]
    public async Task An_export_that_is_not_possible_is_thrown_at_once()
    {
        Scripted.QuestionFailures.Enqueue(Problems.Invalid("settlement.month", "OUT_OF_RANGE"));
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() =>
            Client.ExportSettlementAsync(SettlementLevel.Store, 2026, 13, Stream.Null));

        Assert.Equal("settlement.month", thrown.Violations.Single().Field);
    }

    [Fact]
    public async Task A_quote_posts_nothing_and_gives_refusals_as_they_would_come()
    {
        var operation = Client.Operations.Checkout(Target.Account(42), [new CheckoutLine { AmountMinor = 100 }]);
        var receipt = await Client.GetQuoteAsync(operation);

        Assert.Equal((Outcome.RestDiffers, operation.Key), (receipt!.Outcome, receipt.Key));
        Assert.Equal<object>([operation], Scripted.Questions);
        Assert.Equal(0, Scripted.JournalCount);
        Assert.Null(await Client.GetQuoteAsync(Client.Operations.Debit(Target.Card(ScriptedLedger.UnknownCard), 100)));
    }

    [Fact]
    public async Task Questions_name_a_member_by_identifier_and_program()
    {
        var target = Target.Identifier(IdentifierKind.Mobile, "13800001234", program: 3);
        await Client.GetExpiringAsync(target, through: _day);
        await Client.GetBalancesAsync(target);
        await foreach (var _ in Client.GetStatementAsync(target, pageSize: 5))
        {
        }

        var named = new IdentifierInProgram { Program = 3,
            Identifier = new Identifier { Kind = IdentifierKind.Mobile, Value = "13800001234" } };
        Assert.Equal<object>(
        [
            new GetExpiringRequest { Identifier = named, Through = 20261105 }, new GetBalancesRequest { Identifier = named },
            new GetStatementRequest { Identifier = named, PageSize = 5 },
        ], Scripted.Questions);
    }

    [Fact]
    public async Task Cards_are_made_under_one_key_however_often_they_are_asked_for()
    {
        var key = Guid.CreateVersion7();
        Scripted.QuestionFailures.Enqueue(Problems.Of(StatusCode.Unavailable));
        var made = await Client.GenerateCardsAsync(4, 100, "gift", "6600", key);

        Assert.True(made.Replayed);
        var request = new GenerateCardsRequest { Key = OperationKey.ToByteString(key), Program = 4, CardType = "gift", Count = 100,
            Prefix = "6600" };
        Assert.Equal<object>([request, request], Scripted.Questions);
        await Client.GenerateCardsAsync(4, 100);
        Assert.NotEqual(request.Key, Scripted.Questions.OfType<GenerateCardsRequest>().Last().Key);
    }

    [Fact]
    public async Task A_card_the_ledger_does_not_know_is_null()
    {
        Assert.Equal("1234", (await Client.GetCardAsync("6600123412341234"))!.Card.LastFour);
        Assert.Null(await Client.GetCardAsync(ScriptedLedger.UnknownCard));
    }

    [Fact]
    public void Dates_are_the_contracts_numbers()
    {
        Assert.Equal((20261105, 0), (LedgerDate.From(_day), LedgerDate.From(null)));
        Assert.Equal((_day, null), (LedgerDate.Of(20261105), LedgerDate.Of(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerDate.Of(1));
    }
}
