using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Contract;

/// <summary>Enum members are compiled into the official assemblies as numbers, so no reference check can see a wrong one.</summary>
public sealed class EnumTests
{
    [Fact]
    public void Status_codes() => AssertMembers<StatusCode>(
        ("OK", 0), ("Cancelled", 1), ("Unknown", 2), ("InvalidArgument", 3), ("DeadlineExceeded", 4), ("NotFound", 5), ("AlreadyExists", 6),
        ("PermissionDenied", 7), ("ResourceExhausted", 8), ("FailedPrecondition", 9), ("Aborted", 10), ("OutOfRange", 11),
        ("Unimplemented", 12), ("Internal", 13), ("Unavailable", 14), ("DataLoss", 15), ("Unauthenticated", 16));

    [Fact]
    public void Method_types() =>
        AssertMembers<MethodType>(("Unary", 0), ("ClientStreaming", 1), ("ServerStreaming", 2), ("DuplexStreaming", 3));

    [Fact]
    public void Write_flags() => AssertMembers<WriteFlags>(("BufferHint", 1), ("NoCompress", 2));

    [Fact]
    public void Connectivity_states() =>
        AssertMembers<ConnectivityState>(("Idle", 0), ("Connecting", 1), ("Ready", 2), ("TransientFailure", 3), ("Shutdown", 4));

    private static void AssertMembers<T>(params (string Name, int Value)[] expected)
        where T : struct, Enum
    {
        Assert.Equal(typeof(int), Enum.GetUnderlyingType(typeof(T)));
        Assert.Equal(expected, Enum.GetValues<T>().Select(value => (value.ToString(), Convert.ToInt32(value, null))));
    }
}
