namespace Ledger.Server.Tests.Reports;

/// <summary>A test of reports: server and terminals go by the same clock, which the test moves.</summary>
public abstract class ReportTest(LedgerCluster cluster, DateTimeOffset start) : LedgerTest(cluster)
{
    /// <summary>What may differ from one test's server to the next.</summary>
    private protected ShiftedClock Moving { get; } = new(start);

    protected override TimeProvider Clock => Moving;

    /// <summary>Operations of terminal 1 in store 1 by the moving clock.</summary>
    protected OperationBuilder At => field ??= new OperationBuilder(1, 1, 3, Moving);

    protected Reporting.ReportingClient Reporting => new(Ledger.Channel());

    /// <summary>Where and under which running number.</summary>
    protected static OperationDetails In(int store, int terminal = 1, long seq = 0) =>
        new() { Store = store, Terminal = terminal, TerminalSeq = seq };

    protected async Task<Target> MemberAsync(int store = 1) =>
        Target.Account((await PostedAsync(At.OpenAccount(details: In(store, terminal: 99)))).Account);

    protected static async Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call);
}
