using Grpc.Core;

namespace Ledger.Client;

/// <summary>An answer that is no decision: a gRPC status with its details decoded (google.rpc.BadRequest, ErrorInfo, RetryInfo).</summary>
public sealed record RequestProblem
{
    /// <summary>The gRPC status code.</summary>
    public required StatusCode StatusCode { get; init; }

    /// <summary>The status message, in English, for developers; programs use the code, the reasons and the fields. Where no connection was
    /// made it says why.</summary>
    public required string Message { get; init; }

    /// <summary>Where the attempt was sent; null for an item of a batch or stream, and where the client was given a call invoker.</summary>
    public Uri? Address { get; init; }

    /// <summary>Each wrong field; empty when the status names none.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    /// <summary>The constant of the status as a whole, e.g. <c>QUEUE_FULL</c>; empty when there is none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the caller, or the operator who has signed in, may not: the right that is missing, e.g. <c>freeze at store 1, terminal
    /// 7</c>; empty: that is not the problem. With <see cref="NeedsSession"/> an operator who has it may sign in.</summary>
    public string MissingRight { get; init; } = "";

    /// <summary>True when an operator has to sign in first: nobody has, or his session is over
    /// (<see cref="LedgerClient.SignInAsync"/>).</summary>
    public bool NeedsSession => Reason is "SESSION_NEEDED" or "SESSION_ENDED";

    /// <summary>How long the ledger asks to wait at least; null when it does not say.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>True when an attempt of this call may nevertheless have posted the operation: an earlier attempt ended unknown, or
    /// the status is not one that the contract gives for undecided operations. Attempts of earlier calls are not known here.</summary>
    public bool MayHaveBeenPosted { get; init; }

    /// <summary>The problem in one line for a log: code, message and address.</summary>
    internal string Line => Address is null ? $"{StatusCode}: {Message}" : $"{StatusCode}: {Message} ({Address})";

    /// <summary>True when one of the violations carries the reason.</summary>
    /// <param name="reason">A constant in upper snake case, e.g. <see cref="ViolationReason.KeyTooOld"/>.</param>
    public bool Has(string reason) => Violations.Any(violation => violation.Reason == reason);
}
