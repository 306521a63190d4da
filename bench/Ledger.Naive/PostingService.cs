using Dapper;
using Grpc.Core;
using Ledger.V1;
using Npgsql;

namespace Ledger.Naive;

/// <summary>
/// The write call of the contract as it is usually done: one request, one transaction. The account's row is locked, the key is unique, the
/// balance is updated, two lines of double entry are written. Knows the two kinds that the yardstick sends: accrue by purchase, and debit.
/// </summary>
internal sealed class PostingService(NpgsqlDataSource database) : Posting.PostingBase
{
    private const int Points = 1;
    private const int Principal = 2;
    private const long MinorPerPoint = 1000;

    private const string InsertTransaction =
        """
        INSERT INTO transaction (key, account, kind, asked, outcome, points_after, principal_after, store, terminal, terminal_seq, business_time)
        VALUES (@Key, @Account, @Kind, @Asked, @Outcome, @PointsAfter, @PrincipalAfter, @Store, @Terminal, @TerminalSeq, @BusinessTime)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdateAccount =
        "UPDATE account SET points = @PointsAfter, principal = @PrincipalAfter WHERE account = @Account";

    private const string InsertEntries =
        """
        INSERT INTO entry (key, line, account, system_account, asset, debit, credit)
        VALUES (@Key, 0, @Account, NULL, @Asset, @Taken, @Given), (@Key, 1, NULL, @System, @Asset, @Given, @Taken)
        """;

    public override async Task<Receipt> Post(Operation request, ServerCallContext context)
    {
        var posting = Read(request);
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);

        // 1. The account, locked until the end.
        var account = await connection.QuerySingleOrDefaultAsync<Balance>(
            "SELECT points AS Points, principal AS Principal FROM account WHERE account = @Account FOR UPDATE", posting, transaction)
            ?? throw new RpcException(new Status(StatusCode.NotFound, "There is no such account."));

        // 2. The decision.
        var decided = posting.DecideOn(account);

        // 3. The key: a retry finds its own first time and gets that answer.
        if (await connection.ExecuteAsync(InsertTransaction, decided, transaction) == 0)
        {
            await transaction.RollbackAsync(context.CancellationToken);
            var first = await connection.QuerySingleAsync<Stored>(
                "SELECT outcome AS Outcome, points_after AS PointsAfter, principal_after AS PrincipalAfter FROM transaction WHERE key = @Key", posting);
            return ReceiptOf(request, (Outcome)first.Outcome, first.PointsAfter, first.PrincipalAfter, replayed: true);
        }

        // 4. The balance and the two lines.
        if (decided.Outcome == (short)Outcome.Posted && decided.Given + decided.Taken > 0)
        {
            await connection.ExecuteAsync(UpdateAccount, decided, transaction);
            await connection.ExecuteAsync(InsertEntries, decided, transaction);
        }
        await transaction.CommitAsync(context.CancellationToken);
        return ReceiptOf(request, (Outcome)decided.Outcome, decided.PointsAfter, decided.PrincipalAfter, replayed: false);
    }

    private static Decided Read(Operation request) => request.KindCase switch
    {
        Operation.KindOneofCase.Accrue => Read(request, kind: 4, request.Accrue.PurchaseMinor, Points, system: 1),
        Operation.KindOneofCase.Debit => Read(request, kind: 5, request.Debit.AmountMinor, Principal, system: 4),
        _ => throw new RpcException(new Status(StatusCode.Unimplemented, "Accrue and debit only.")),
    };

    private static Decided Read(Operation request, short kind, long asked, short asset, short system) =>
        asked <= 0 || request.Key.Length != 16
        ? throw new RpcException(new Status(StatusCode.InvalidArgument, "The key or the amount is wrong."))
        : new Decided
        {
            Key = new Guid(request.Key.Span, bigEndian: true), Account = request.Account, Kind = kind, Asked = asked, Asset = asset,
                System = system,
            Store = request.Store, Terminal = request.Terminal, TerminalSeq = request.TerminalSeq,
            BusinessTime = request.BusinessTime.ToDateTime(),
        };

    private static Receipt ReceiptOf(Operation request, Outcome outcome, long points, long principal, bool replayed) => new()
    {
        Key = request.Key,
        Outcome = outcome,
        Account = request.Account,
        Balances = new Holdings { Points = points, PrincipalMinor = principal },
        Replayed = replayed,
    };

    private sealed record Balance(long Points, long Principal);

    private sealed record Stored(short Outcome, long PointsAfter, long PrincipalAfter);

    /// <summary>A request and, once decided, what it does; the parameters of every statement.</summary>
    private sealed record Decided
    {
        public Guid Key { get; init; }
        public long Account { get; init; }
        public short Kind { get; init; }
        public long Asked { get; init; }
        public short Asset { get; init; }
        public short System { get; init; }
        public int Store { get; init; }
        public int Terminal { get; init; }
        public long TerminalSeq { get; init; }
        public DateTime BusinessTime { get; init; }
        public short Outcome { get; init; }
        public long PointsAfter { get; init; }
        public long PrincipalAfter { get; init; }
        public long Given { get; init; }
        public long Taken { get; init; }

        public Decided DecideOn(Balance account)
        {
            var same = this with { Outcome = (short)V1.Outcome.Posted, PointsAfter = account.Points, PrincipalAfter = account.Principal };
            if (Asset == PostingService.Points)
                return same with { Given = Asked / MinorPerPoint, PointsAfter = account.Points + Asked / MinorPerPoint };
            return Asked <= account.Principal
                ? same with { Taken = Asked, PrincipalAfter = account.Principal - Asked }
                : same with { Outcome = (short)V1.Outcome.InsufficientFunds };
        }
    }
}
