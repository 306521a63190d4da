using Google.Protobuf;
using Grpc.Health.V1;

namespace Ledger.Server.Tests.Recorded;

/// <content>What is wrong with a call, what is asked, and what a later day brings.</content>
internal sealed partial class Conversation
{
    private async Task MistakesAsync()
    {
        await RefusedAsync(new Operation { Store = 1, BusinessTime = _plain.BusinessTime, Terminal = 1 }, StatusCode.InvalidArgument);
        await RefusedAsync(_operations.Debit(Target.Account(99), 1), StatusCode.NotFound);
        await RefusedAsync(_operations.Debit(Target.Card("card-of-nobody"), 1), StatusCode.NotFound);
        await RefusedAsync(_operations.Debit(Target.Identifier(IdentifierKind.MemberNumber, "nobody"), 1), StatusCode.NotFound);
        await RefusedAsync(_operations.Debit(Ada, 1, details: InStore(9)), StatusCode.NotFound);
        await RefusedAsync(_operations.Transfer(Ada, 99, Asset.Points, 1), StatusCode.NotFound);
        await RefusedAsync(_operations.Debit(Ada, 1_000_001, pin: "no digits"), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.AccruePoints(Ada, 0, ""), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.Adjust(Ada, Asset.Unspecified, 0, new string('x', 129)), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.Checkout(Ada, [new CheckoutLine { AmountMinor = -1 }]), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.IssueCard(Ada, "short", "platinum"), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.IssueCard(Ada, "special-0101", "special"), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.PlaceHold(Ada, 1, minutes: 61), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.Refund(Ada, Guid.Empty), StatusCode.InvalidArgument);
        var (old, early) = (clock.GetUtcNow().AddDays(-36), clock.GetUtcNow().AddMinutes(11));
        await RefusedAsync(_operations.Debit(Ada, 1, details: new OperationDetails { BusinessTime = old }), StatusCode.InvalidArgument);
        await RefusedAsync(_operations.Debit(Ada, 1, details: new OperationDetails { BusinessTime = early }), StatusCode.InvalidArgument);
        await RefusedAsync(Changed(_operations.Debit(Ada, 1), made => made.Reference = "a\u0007bell"), StatusCode.InvalidArgument);
        await AskAsync("Posting/Post", Changed(_plain, sent => sent.Key = ByteString.CopyFromUtf8("short")), StatusCode.InvalidArgument);
        await SendAsync("Posting/Post", StatusCode.InvalidArgument, [0xFF, 0xFF, 0xFF, 0xFF]);
        await SendAsync("Posting/Post", StatusCode.InvalidArgument, _plain.ToByteArray()[..^1]);
        await SendAsync("Posting/Post", StatusCode.InvalidArgument, Array.Empty<byte>());
        // A field that the contract does not have, as a client of another version might send.
        await SendAsync("Posting/Post", StatusCode.OK, [.. Keyed(_operations.Debit(Ada, 1)).ToByteArray(), 0xC0, 0x3E, 0x05]);
        await SendAsync("Reading/GetBalances", StatusCode.InvalidArgument, [0x08]);
    }

    private async Task QuestionsAsync()
    {
        foreach (var who in new[] { Ada, Ben, Cyd, Dan, Foreign, Guest, Gil, Hal, Ida, Jon, Leaving, Merging, Poor })
        {
            var page = "";
            do page = Statement.Parser.ParseFrom((await AskAsync("Reading/GetStatement",
                new GetStatementRequest { Account = who.AccountNumber, PageSize = 20, Page = page })).Received[0]).NextPage;
            while (page.Length > 0);
            await AskAsync("Reading/GetBalances", new GetBalancesRequest { Account = who.AccountNumber });
        }
        await AskAsync("Reading/GetBalances", new GetBalancesRequest { Card = "member-0001" });
        var named = new IdentifierInProgram { Program = 2, Identifier = MobileOf(Mobile) };
        await AskAsync("Reading/GetBalances", new GetBalancesRequest { Identifier = named });
        await AskAsync("Reading/GetBalances", new GetBalancesRequest { Account = 99 }, StatusCode.NotFound);
        await AskAsync("Reading/GetBalances", new GetBalancesRequest(), StatusCode.InvalidArgument);
        await AskAsync(
            "Reading/GetStatement", new GetStatementRequest { Account = 1001, PageSize = 201, Page = "x" }, StatusCode.InvalidArgument);
        await AskAsync("Reading/GetOutcome", new GetOutcomeRequest { Key = _mixed.Key });
        await AskAsync("Reading/GetOutcome", new GetOutcomeRequest { Key = OperationKey.ToByteString(OperationKey.Derive(1, 1, 1, Begin)) },
            StatusCode.NotFound);
        await AskAsync("Reading/GetExpiring", new GetExpiringRequest { Account = 1001 });
        await AskAsync("Reading/GetExpiring", new GetExpiringRequest { Card = "member-0001", Through = 2026_12_31 });
        await AskAsync("Reading/GetExpiring", new GetExpiringRequest { Account = 1001, Through = 2026_13_31 }, StatusCode.InvalidArgument);
        await AskAsync("Reading/GetTrialBalance", new GetTrialBalanceRequest());
        await AskAsync("Reading/GetTrialBalance", new GetTrialBalanceRequest { Program = 2 });
        foreach (var quoted in new[]
        {
            _operations.Checkout(Ada, Goods, new CheckoutPayment { Points = 100, AllStoredValue = true }),
            _operations.Debit(Poor, 1_000_000),
            _operations.OpenAccount("member-0101", 1017), _operations.Redeem(Ada, 100),
            _operations.RefundLines(Ada, Keys.Of(_plain), [new RefundLine()]),
        })
            await AskAsync("Reading/GetQuote", Keyed(quoted));
        await AskAsync("Reading/GetQuote", Keyed(_operations.Debit(Ada, 0)), StatusCode.InvalidArgument);
        await AskAsync("/grpc.health.v1.Health/Check", new HealthCheckRequest { Service = "ledger.v1.Posting" });
        await AskAsync("/grpc.health.v1.Health/Check", new HealthCheckRequest { Service = "other" }, StatusCode.NotFound);
        await ReportsAsync();
        await CardStockAsync();
    }

    private async Task ReportsAsync()
    {
        foreach (var report in new[]
        {
            new ExportRequest { Close = new GetCloseRequest { Store = 1, BusinessDate = 2026_03_10 } },
            new ExportRequest { Close = new GetCloseRequest { Store = 2, Terminal = 7, BusinessDate = 2026_03_10 } },
            new ExportRequest { Settlement = new GetSettlementRequest { Level = SettlementLevel.Store, Month = 2026_03 } },
            new ExportRequest { Settlement = new GetSettlementRequest { Program = 1, Level = SettlementLevel.Branch, Month = 2026_03 } },
            new ExportRequest { Settlement = new GetSettlementRequest { Level = SettlementLevel.Merchant, Month = 2026_04 } },
            new ExportRequest { Liability = new GetLiabilityRequest() },
            new ExportRequest { Liability = new GetLiabilityRequest { Program = 1, AsOf = 2026_03_31 } },
        })
        {
            var (name, asked) = report.ReportCase switch
            {
                ExportRequest.ReportOneofCase.Close => ("GetClose", (IMessage)report.Close),
                ExportRequest.ReportOneofCase.Settlement => ("GetSettlement", report.Settlement),
                _ => ("GetLiability", report.Liability),
            };
            await AskAsync($"Reporting/{name}", asked);
            await AskAsync("Reporting/Export", report);
        }
        await AskAsync("Reporting/Export", new ExportRequest { Statement = new GetStatementRequest { Account = 1001 } });
        await AskAsync("Reporting/Export", new ExportRequest { TrialBalance = new GetTrialBalanceRequest() });
        await AskAsync("Reporting/Export", new ExportRequest(), StatusCode.InvalidArgument);
        await AskAsync("Reporting/GetClose", new GetCloseRequest { Store = 9, BusinessDate = 2026_03_10 }, StatusCode.NotFound);
        await AskAsync(
            "Reporting/GetClose", new GetCloseRequest { Store = 1, BusinessDate = 2026_03_10, Position = "x" }, StatusCode.InvalidArgument);
        await AskAsync("Reporting/GetSettlement", new GetSettlementRequest { Month = 2026_13 }, StatusCode.InvalidArgument);
        await AskAsync("Reporting/GetLiability", new GetLiabilityRequest { AsOf = 1 }, StatusCode.InvalidArgument);
    }
}
