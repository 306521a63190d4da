using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;

namespace Ledger.Server.Authority.Persons;

/// <summary>What operators do by their secrets: sign in and out, approve an operation, set another secret.</summary>
internal sealed class SessionService(
    LedgerDatabase database, Secrets secrets, StepUps stepUps, OpenSessions sessions, ConnectionRights rights, GuardedChange guarded,
    Askers askers, Limits limits, TimeProvider time)
{
    public async Task<V1.Session> SignIn(V1.SignInRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("operator", request.Operator, 1, int.MaxValue);
        Secrets.Check("secret", request.Secret, check);
        check.ThrowIfAny();
        var (from, proved) = Where(context);
        var salt = await ProveAsync(request.Operator, request.Secret, from, proved, context);

        var (text, token) = SessionToken.New();
        var now = time.GetUtcNow().UtcDateTime;
        // Behind the lock of every change: a secret that is being replaced, and whoever is being disabled, are so before or after it.
        await using (var change = await AuthorityTransaction.BeginAsync(database, context.CancellationToken))
        {
            var (isMade, earlier) = (await change.QueryAsync<(bool, byte[][])>("begin_session", new
            {
                token, @operator = request.Operator, caller = proved.Caller, spki = proved.Key, salt, hours = limits.SessionHours,
                keptDays = limits.SessionsKeptDays,
            })).Single();
            await change.Transaction.CommitAsync(context.CancellationToken);
            // Disabled, or given another secret, since it was compared.
            if (!isMade) throw Problems.ToException(Problems.SecretNotAccepted());
            foreach (var ended in earlier) sessions.End(ended);
        }
        var until = now.AddHours(limits.SessionHours);
        if (!sessions.Add(new OpenSession(token, request.Operator, proved.Caller, proved.Key, until, now)))
            throw Problems.ToException(Problems.Full(limits.RetryDelayMilliseconds));
        var person = await askers.FindPersonAsync(request.Operator, context.CancellationToken);
        var session = new V1.Session
        {
            Token = text, Operator = person.Operator, Name = person.Name, NotAfter = Timestamp.FromDateTime(until),
            IdleMinutes = limits.SessionIdleMinutes,
        };
        session.Grants.AddRange(person.Grants.Select(CallerWords.Grant));
        return session;
    }

    public async Task<V1.SignedOut> SignOut(ServerCallContext context)
    {
        if (rights.SessionOf(context.GetHttpContext()) is not { } session) throw Problems.ToException(Problems.SessionEnded());
        sessions.End(session.Token);
        await using var connection = await database.Authority.OpenConnectionAsync(context.CancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            SqlText.Read("end_session"), new { token = session.Token }, cancellationToken: context.CancellationToken));
        return new V1.SignedOut();
    }

    public async Task<V1.OperationApproval> StepUp(V1.StepUpRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("operator", request.Operator, 1, int.MaxValue);
        Secrets.Check("secret", request.Secret, check);
        if (request.Operation is null) check.Add("operation", "is missing", "REQUIRED");
        else check.Key("operation.key", request.Operation.Key);
        check.ThrowIfAny();
        var (from, proved) = Where(context);
        var salt = await ProveAsync(request.Operator, request.Secret, from, proved, context);
        var until = time.GetUtcNow().AddSeconds(limits.StepUpSeconds);
        var token = await stepUps.MakeAsync(request.Operator, salt, proved, request.Operation!, context.CancellationToken)
            ?? throw Problems.ToException(Problems.SecretNotAccepted());
        return new V1.OperationApproval { StepUp = token, NotAfter = Timestamp.FromDateTimeOffset(until) };
    }

    public async Task<V1.AuthorityChange> SetSecret(V1.SetSecretRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("operator", request.Operator, 1, int.MaxValue);
        Secrets.Check("secret", request.Secret, check);
        Secrets.Check("new_secret", request.NewSecret, check);
        check.ThrowIfAny();
        var (from, proved) = Where(context);
        var held = await ProveAsync(request.Operator, request.Secret, from, proved, context);
        var ((salt, hash), full) = await secrets.HashAsync(request.Operator, request.NewSecret, from, context.CancellationToken);
        if (full is not null) throw Problems.ToException(full);
        var kept = rights.SessionOf(context.GetHttpContext()) is { } session && session.Operator == request.Operator ? session.Token : [];
        var changed = await guarded.MakeAsync(
            "replace_secret", new { @operator = request.Operator, salt, hash, held, kept },
            $"operator {request.Operator} has set another secret", context);
        // He was given another one since it was compared.
        return changed.Epoch > 0 ? changed : throw Problems.ToException(Problems.SecretNotAccepted());
    }

    private async Task<byte[]> ProveAsync(int number, string typed, Caller from, Credential proved, ServerCallContext context)
    {
        var (salt, problem) = await secrets.ProveAsync(number, typed, proved.Caller, from, context.CancellationToken);
        return problem is null ? salt! : throw Problems.ToException(problem);
    }

    // Who has proved nothing has nobody sign in: the session would be anybody's.
    private static (Caller From, Credential Proved) Where(ServerCallContext context)
    {
        var from = Caller.Of(context.GetHttpContext());
        return from.Credential is { IsServer: false } proved ? (from, proved) : throw Problems.ToException(Problems.NoCredential());
    }
}

/// <summary>The calls of operators for themselves.</summary>
internal sealed class SessionMethods : IServiceMethodProvider<SessionService>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<SessionService> context)
    {
        var calls = new UnaryCalls<SessionService>(context, "ledger.v1.Sessions");
        calls.Add<V1.SignInRequest, V1.Session>("SignIn", (service, request, call) => service.SignIn(request, call));
        calls.Add<V1.SignOutRequest, V1.SignedOut>("SignOut", (service, _, call) => service.SignOut(call));
        calls.Add<V1.StepUpRequest, V1.OperationApproval>("StepUp", (service, request, call) => service.StepUp(request, call));
        calls.Add<V1.SetSecretRequest, V1.AuthorityChange>("SetSecret", (service, request, call) => service.SetSecret(request, call));
    }
}
