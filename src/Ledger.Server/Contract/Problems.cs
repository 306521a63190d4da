using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Contract;

/// <summary>
/// The answers that are not receipts: nothing was recorded, or nobody knows. As data for batches and streams, as an
/// <see cref="RpcException"/> with the same data for single calls.
/// </summary>
public static class Problems
{
    /// <summary>The reason of <see cref="HeldElsewhere"/>.</summary>
    private const string Elsewhere = "HELD_ELSEWHERE";
    private const string Stopping = "GOING_DOWN";
    private const string Domain = "ledger";
    private const string PartitionName = "partition";
    private const string OwnerName = "owner";
    private const int ReportRetryDelayMilliseconds = 1000;
    private const int MessagesRetryDelayMilliseconds = 1000;

    /// <summary>Fields of the request are wrong.</summary>
    public static Status Invalid(IReadOnlyList<BadRequest.Types.FieldViolation> violations) =>
        WithViolations(StatusCode.InvalidArgument, violations);

    /// <summary>One field of the request is wrong.</summary>
    public static Status Invalid(string field, string description, string reason) =>
        WithViolations(StatusCode.InvalidArgument,
            [new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason }]);

    /// <summary>What the field names does not exist.</summary>
    public static Status NotFound(string field, string description, string reason) =>
        WithViolations(
            StatusCode.NotFound, [new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason }]);

    /// <summary>No such account, or none that is open.</summary>
    public static Status UnknownAccount(long account, string field = "account") =>
        NotFound(field, $"there is no account {account}", "UNKNOWN_ACCOUNT");

    /// <summary>The card belongs to nobody.</summary>
    public static Status UnknownCard() => NotFound("card", "there is no such card", "UNKNOWN_CARD");

    /// <summary>The identifier names nobody where it was looked up, which <paramref name="description"/> says.</summary>
    public static Status UnknownIdentifier(string description) => NotFound("identifier", description, "UNKNOWN_IDENTIFIER");

    public static Status UnknownStore(int store) => NotFound("store", $"there is no store {store}", "UNKNOWN_STORE");

    public static Status UnknownProgram(int program) => NotFound("program", $"there is no program {program}", "UNKNOWN_PROGRAM");

    /// <summary>There is no room: this sending recorded nothing, come back after the delay.</summary>
    public static Status Full(int retryDelayMilliseconds) =>
        Retry(StatusCode.ResourceExhausted, "QUEUE_FULL", "The server has as much to do as it can take. This sending recorded nothing.",
            retryDelayMilliseconds);

    /// <summary>There is no room for what has come of a message: the rest is not taken.</summary>
    public static Status MessagesFull() =>
        Retry(StatusCode.ResourceExhausted, "MESSAGES_FULL",
            "More was sent of messages that are not whole yet than the server holds. This sending recorded nothing.",
            MessagesRetryDelayMilliseconds);

    /// <summary>
    /// The caller has had as much as he may have of something for now; there is room again after <paramref name="wait"/>.
    /// </summary>
    public static Status QuotaUsedUp(string reason, string message, TimeSpan wait) =>
        Retry(StatusCode.ResourceExhausted, reason, message, Math.Max(1, (int)wait.TotalMilliseconds));

    /// <summary>As many reports are being made as can be at once.</summary>
    public static Status ReportsFull(int reportsMax) =>
        Retry(StatusCode.ResourceExhausted, "REPORTS_FULL", $"{reportsMax} reports are being made, which is as many as can be at once.",
            ReportRetryDelayMilliseconds);

    /// <summary>A report took longer than the server allows. Asking again would take as long again.</summary>
    /// <param name="seconds">How long it may take.</param>
    /// <param name="bound">The bound that says so.</param>
    public static Status ReportTooLong(int seconds, string bound) =>
        Of(StatusCode.DeadlineExceeded, "REPORT_TOO_LONG",
            $"The report took longer than {seconds} seconds and was given up. Ask for less, or raise {bound}.");

    /// <summary>Parts of the journal are not there: a report would say less than there is.</summary>
    public static Status JournalIncomplete(IReadOnlyCollection<string> missing) =>
        Of(StatusCode.FailedPrecondition, "JOURNAL_INCOMPLETE", $"The journal is not whole: {string.Join(", ", missing)} is missing.");

    /// <summary>The database has a store of a program that this server does not know yet.</summary>
    public static Status ProgramNotLoaded(int program) =>
        Of(StatusCode.FailedPrecondition, "PROGRAM_NOT_LOADED",
            $"Program {program} came after this server was started. Restart it, or ask for one program.");

    /// <summary>The caller's deadline was over before the operation was decided: this sending recorded nothing.</summary>
    public static Status TooLate() =>
        Of(StatusCode.DeadlineExceeded, "DEADLINE_BEFORE_DECISION",
            "The deadline was over before the operation was decided. This sending recorded nothing.");

    /// <summary>The operation may or may not be posted: send it again with the same key.</summary>
    public static Status Unresolved(string reason, string message, int retryDelayMilliseconds) =>
        Retry(StatusCode.Unavailable, reason, message, retryDelayMilliseconds);

    /// <summary>Another server writes the account.</summary>
    /// <param name="owner">Its address; null: it is not known.</param>
    public static Status HeldElsewhere(short partition, int retryDelayMilliseconds, string? owner = null)
    {
        var status = Unresolved(
            Elsewhere, "Another server writes this account's partition. Send the operation there, with the same key.",
            retryDelayMilliseconds);
        var info = status.Details[0].Unpack<ErrorInfo>();
        info.Metadata[PartitionName] = partition.ToString(CultureInfo.InvariantCulture);
        if (owner is not null) info.Metadata[OwnerName] = owner;
        status.Details[0] = Any.Pack(info);
        return status;
    }

    public static bool IsHeldElsewhere(Status problem) => PartitionElsewhere(problem) is not null;

    /// <summary>The partition that <see cref="HeldElsewhere"/> is about; null: the problem is another one.</summary>
    public static short? PartitionElsewhere(Status problem) => InfoOf(problem) is { Reason: Elsewhere } info
        && short.TryParse(info.Metadata.GetValueOrDefault(PartitionName), CultureInfo.InvariantCulture, out var partition) ? partition
        : null;

    /// <summary>True: another server of the ledger may do what this answer came to, now or in a moment.</summary>
    public static bool IsOfOneServerAlone(Status problem) => InfoOf(problem) is { Reason: Elsewhere or Stopping };

    /// <summary>The token of an enrolment is unknown, used or over; which one is not told.</summary>
    public static Status TokenNotAccepted() =>
        Of(StatusCode.Unauthenticated, "TOKEN_NOT_ACCEPTED", "There is no such token, or it is used or over. Ask for a new one.");

    /// <summary>This server issues no certificates that it would trust.</summary>
    public static Status NoIssuer() =>
        Of(StatusCode.FailedPrecondition, "NO_ISSUER", "Certificates of this ledger's callers are issued elsewhere.");

    /// <summary>The caller has not proved who he is.</summary>
    public static Status NoCredential() => NotLetIn(
        "NO_CREDENTIAL", "The call needs a connection with the certificate of a caller of this ledger.");

    /// <summary>Whoever the caller is, he is not let in.</summary>
    public static Status NotLetIn(string reason, string message) => Of(StatusCode.Unauthenticated, reason, message);

    /// <summary>The caller may not do that.</summary>
    /// <param name="right">The right that is missing, as in "debit at store 4"; whose it would be is not told.</param>
    public static Status RightMissing(string right) => Of(
        StatusCode.PermissionDenied, "RIGHT_MISSING", $"The caller has no right to {right}. This sending recorded nothing.",
        ("right", right));

    /// <summary>The caller may do that, and only with an operator who has signed in and may as well.</summary>
    /// <param name="right">As in <see cref="RightMissing"/>.</param>
    public static Status SessionNeeded(string right) => Of(
        StatusCode.PermissionDenied, "SESSION_NEEDED",
        $"An operator has to sign in for the right to {right}. This sending recorded nothing.", ("right", right));

    /// <summary>The session that the call names is over, or is none of this caller; which one is not told.</summary>
    public static Status SessionEnded() => NotLetIn("SESSION_ENDED", "There is no such session of this caller, or it is over. Sign in again.");

    /// <summary>The operation is another operator's than the one who has signed in.</summary>
    public static Status OtherOperator(int signedIn) => Of(
        StatusCode.PermissionDenied, "OTHER_OPERATOR",
        $"The operation has to name operator {signedIn}, who has signed in. This sending recorded nothing.");

    /// <summary>The approval that an operation carries is none of it, or its time is over.</summary>
    public static Status StepUpNotAccepted() => Of(
        StatusCode.PermissionDenied, "STEP_UP_NOT_ACCEPTED",
        "The approval is none of this operation and this caller, or its time is over. This sending recorded nothing.");

    /// <summary>An operator's secret is not accepted, whatever the reason is.</summary>
    public static Status SecretNotAccepted() => NotLetIn(
        "SECRET_NOT_ACCEPTED", "There is no such operator, or he is disabled, or it is not his secret.");

    /// <summary>The server has not heard for some time who may do what.</summary>
    public static Status AuthorityUnknown(int retryDelayMilliseconds) => Unresolved(
        "AUTHORITY_UNKNOWN", "The server cannot find out at present who may do what, and lets nobody do anything.", retryDelayMilliseconds);

    /// <summary>What is asked for cannot be done as things are.</summary>
    public static Status NotAsThingsAre(StatusCode code, string reason, string message) => Of(code, reason, message);

    /// <summary>The server is stopping.</summary>
    public static Status GoingDown(int retryDelayMilliseconds) =>
        Unresolved(Stopping, "The server is stopping. Send the operation again with the same key.", retryDelayMilliseconds);

    /// <summary>A fault of the server, which leaves the outcome open; <paramref name="errorId"/> is in its log too.</summary>
    public static Status Fault(string errorId) =>
        Of(StatusCode.Internal, "FAULT", $"The server failed on this request, error id {errorId}.");

    /// <summary>
    /// The problem as the library throws it: code and message as the call's status, all of it in the details of the trailers.
    /// </summary>
    public static RpcException ToException(Status problem) => problem.ToRpcException();

    private static ErrorInfo? InfoOf(Status problem) =>
        problem.Details.FirstOrDefault(any => any.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>();

    private static Status WithViolations(StatusCode code, IReadOnlyList<BadRequest.Types.FieldViolation> violations)
    {
        var status = new Status { Code = (int)code, Message = string.Join(" ", violations.Select(v => $"{v.Field}: {v.Description}.")) };
        var request = new BadRequest();
        request.FieldViolations.AddRange(violations);
        status.Details.Add(Any.Pack(request));
        return status;
    }

    private static Status Retry(StatusCode code, string reason, string message, int retryDelayMilliseconds)
    {
        var status = Of(code, reason, message);
        status.Details.Add(
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(retryDelayMilliseconds)) }));
        return status;
    }

    private static Status Of(StatusCode code, string reason, string message, params ReadOnlySpan<(string Name, string Value)> metadata)
    {
        var status = new Status { Code = (int)code, Message = message };
        var info = new ErrorInfo { Reason = reason, Domain = Domain };
        foreach (var (name, value) in metadata) info.Metadata.Add(name, value);
        status.Details.Add(Any.Pack(info));
        return status;
    }
}
