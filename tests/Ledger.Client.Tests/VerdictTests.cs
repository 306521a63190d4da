using Grpc.Core;
using Ledger.Client.Retry;

namespace Ledger.Client.Tests;

public sealed class VerdictTests
{
    // Code, worth a retry, surely not decided. In the order of the codes' numbers.
    private static readonly (StatusCode Code, bool WorthRetry, bool SurelyNotDecided)[] _table =
    [
        (StatusCode.OK, true, false),
        (StatusCode.Cancelled, true, false),
        (StatusCode.Unknown, true, false),
        (StatusCode.InvalidArgument, false, true),
        (StatusCode.DeadlineExceeded, true, false),
        (StatusCode.NotFound, false, true),
        (StatusCode.AlreadyExists, false, false),
        (StatusCode.PermissionDenied, false, true),
        (StatusCode.ResourceExhausted, true, false),
        (StatusCode.FailedPrecondition, false, false),
        (StatusCode.Aborted, true, false),
        (StatusCode.OutOfRange, false, false),
        (StatusCode.Unimplemented, false, true),
        (StatusCode.Internal, true, false),
        (StatusCode.Unavailable, true, false),
        (StatusCode.DataLoss, true, false),
        (StatusCode.Unauthenticated, false, true),
        ((StatusCode)99, true, false),
    ];

    public static TheoryData<StatusCode, bool, bool> Table()
    {
        var data = new TheoryData<StatusCode, bool, bool>();
        foreach (var (code, worthRetry, surelyNotDecided) in _table)
            data.Add(code, worthRetry, surelyNotDecided);
        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_status_code_has_its_verdict(StatusCode code, bool worthRetry, bool surelyNotDecided) =>
        Assert.Equal(new Verdict(worthRetry, surelyNotDecided), Verdict.Of(code, neverConnected: false, saysWhenToComeBack: false));

    [Fact]
    public void The_table_names_every_status_code_that_gRPC_has() =>
        Assert.Empty(Enum.GetValues<StatusCode>().Except(_table.Select(row => row.Code)));

    [Fact]
    public void A_full_ledger_that_says_when_to_come_back_has_surely_not_decided() =>
        Assert.Equal(new Verdict(true, true), Verdict.Of(StatusCode.ResourceExhausted, neverConnected: false, saysWhenToComeBack: true));

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Internal)]
    public void A_connection_that_was_never_made_has_surely_not_decided(StatusCode code) =>
        Assert.Equal(new Verdict(true, true), Verdict.Of(code, neverConnected: true, saysWhenToComeBack: false));

    [Theory]
    [InlineData(StatusCode.Unauthenticated, false, false, true)]
    [InlineData(StatusCode.Unauthenticated, true, false, false)]
    [InlineData(StatusCode.ResourceExhausted, false, true, false)]
    [InlineData(StatusCode.Unavailable, false, true, false)]
    public void What_was_sent_on_a_stream_is_unknown_unless_it_was_refused_at_the_door(
        StatusCode code, bool anyResult, bool worthRetry, bool surelyNotDecided) =>
        Assert.Equal(new Verdict(worthRetry, surelyNotDecided), Verdict.OfStream(code, neverConnected: false, anyResult));
}
