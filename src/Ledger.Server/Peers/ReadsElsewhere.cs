using System.Globalization;
using Grpc.Core;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;

namespace Ledger.Server.Peers;

/// <summary>Asks the server that has an account what this one cannot answer about it; waits where the partition is on its way.</summary>
public sealed class ReadsElsewhere
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private readonly Owners _owners;
    private readonly PeerChannels _channels;
    private readonly OpenSessions _sessions;
    private readonly Limits _limits;
    private readonly TimeProvider _time;

    internal ReadsElsewhere(Owners owners, PeerChannels channels, OpenSessions sessions, Limits limits, TimeProvider time) =>
        (_owners, _channels, _sessions, _limits, _time) = (owners, channels, sessions, limits, time);

    /// <summary>This server's answer; or, where the account is another one's and a caller asks, the answer of that one.</summary>
    /// <param name="here">Asks this server; once more where the account has come here meanwhile.</param>
    /// <param name="there">Asks another one.</param>
    public async Task<T> AnswerAsync<T>(
        ServerCallContext context, Func<Task<T>> here, Func<ChannelBase, CallOptions, AsyncUnaryCall<T>> there)
    {
        try
        {
            return await here();
        }
        catch (RpcException failed) when (CanHelp(failed, context))
        {
            return await AskAsync(failed, context, here, there);
        }
    }

    // The call failed because the account is another server's, and came from a caller.
    private static bool CanHelp(RpcException failed, ServerCallContext context) =>
        failed.StatusCode == StatusCode.Unavailable && PartitionOf(failed) is not null && !Forwarding.Is(context.GetHttpContext());

    private async Task<T> AskAsync<T>(
        RpcException failed, ServerCallContext context, Func<Task<T>> here, Func<ChannelBase, CallOptions, AsyncUnaryCall<T>> there)
    {
        var since = _time.GetTimestamp();
        while (PartitionOf(failed) is { } partition)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var (kind, address) = _owners.Of(partition);
            if (kind == OwnerKind.Unknown || _time.GetElapsedTime(since).TotalMilliseconds > _limits.ForwardWaitMilliseconds) break;
            try
            {
                if (kind == OwnerKind.Other)
                {
                    var options = _channels.Options(context.Deadline, context.CancellationToken);
                    if (Caller.Of(context.GetHttpContext()).Credential is { Caller: var asks })
                        options.Headers!.Add(Forwarding.OnBehalfHeader, asks.ToString(CultureInfo.InvariantCulture));
                    if (_sessions.Of(context.GetHttpContext()) is { Operator: var signedIn })
                        options.Headers!.Add(Forwarding.OnBehalfOperatorHeader, signedIn.ToString(CultureInfo.InvariantCulture));
                    var answer = await there(_channels.To(address), options);
                    Forwarding.TellOwner(context.GetHttpContext(), partition, address);
                    return answer;
                }
                if (kind == OwnerKind.Here) return await here();
            }
            catch (RpcException refused) when (PartitionOf(refused) is not null)
            {
                failed = refused;
            }
            catch (RpcException refused) when (refused.GetRpcStatus() is { Details.Count: > 0 } told && !Problems.IsOfOneServerAlone(told))
            {
                throw Problems.ToException(told);
            }
            catch (RpcException) when (!context.CancellationToken.IsCancellationRequested)
            {
                // It is being stopped, or cannot be reached: another one has the partition soon.
            }
            await Task.WhenAny(_owners.Next, Task.Delay(BetweenLooks, _time, context.CancellationToken));
        }
        throw failed;
    }

    private static short? PartitionOf(RpcException failed) =>
        failed.GetRpcStatus() is { } problem ? Problems.PartitionElsewhere(problem) : null;
}
