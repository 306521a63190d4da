using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Ledger.Client.Wire;
using RpcStatus = Google.Rpc.Status;

namespace Ledger.Client.Tests;

public sealed class StatusDetailsTests
{
    private static readonly Any _reason = Any.Pack(new ErrorInfo { Reason = "QUEUE_FULL", Domain = "ledger" });
    private static readonly Any _delay = Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)) });

    [Fact]
    public void Each_detail_has_its_place()
    {
        var violation = new BadRequest.Types.FieldViolation { Field = "store", Reason = "OUT_OF_RANGE", Description = "is wrong" };
        var problem = Decode(_delay, Any.Pack(new BadRequest { FieldViolations = { violation } }), _reason);

        Assert.Equal([new FieldViolation("store", "OUT_OF_RANGE", "is wrong")], problem.Violations);
        Assert.Equal(("QUEUE_FULL", TimeSpan.FromSeconds(2)), (problem.Reason, problem.RetryDelay));
    }

    [Fact]
    public void A_detail_that_cannot_be_read_or_is_of_another_type_leaves_the_others_standing()
    {
        var broken = new Any { TypeUrl = "type.googleapis.com/google.rpc.BadRequest", Value = ByteString.CopyFrom(0xFF, 0xFF) };
        var problem = Decode(broken, Any.Pack(new Help()), _reason, _delay);

        Assert.Empty(problem.Violations);
        Assert.Equal(("QUEUE_FULL", TimeSpan.FromSeconds(2)), (problem.Reason, problem.RetryDelay));
    }

    [Fact]
    public void A_delay_outside_its_range_is_none() =>
        Assert.Null(Decode(Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = long.MaxValue } })).RetryDelay);

    [Fact]
    public void A_full_ledger_that_names_no_delay_asks_for_none() =>
        Assert.Equal(TimeSpan.Zero, Decode(Any.Pack(new RetryInfo())).RetryDelay);

    private static RequestProblem Decode(params Any[] details) =>
        StatusDetails.Decode(StatusCode.ResourceExhausted, "full", new RpcStatus { Details = { details } });
}
