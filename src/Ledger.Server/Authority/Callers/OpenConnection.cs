using Ledger.Server.Basics;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Authority.Callers;

/// <summary>A connection of a caller, as long as it is open.</summary>
/// <param name="ended">Cancelled when its caller is not let in any more.</param>
/// <param name="abort">Closes it without a word.</param>
internal sealed class OpenConnection(Credential proved, CancellationTokenSource ended, Action abort)
{
    private Status? _endedBy;
    private volatile CallerRights? _rights;

    /// <summary>Who is at its other end.</summary>
    public Credential Proved => proved;

    /// <summary>What it may do by the snapshot it was last looked up in.</summary>
    public CallerRights? Rights
    {
        get => _rights;
        set => _rights = value;
    }

    /// <summary>The snapshot by which its caller was last seen to be let in.</summary>
    public AuthoritySnapshot? SeenBy { get; set; }

    /// <summary>The look for it, where it was unknown; null: there was none.</summary>
    public Task? LookedFor { get; set; }

    /// <summary>Why its caller is not let in any more; null: he is.</summary>
    public Status? EndedBy => Volatile.Read(ref _endedBy);

    /// <summary>Fires when its caller is not let in any more.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Ends its conversations, which tell why, and closes it when they have had time for that.</summary>
    public void End(Status why, TimeSpan goodbye, TimeProvider time)
    {
        if (Interlocked.CompareExchange(ref _endedBy, why, null) is not null) return;
        _ = ended.CancelAsync();
        _ = AbortAsync(goodbye, time);
    }

    private async Task AbortAsync(TimeSpan goodbye, TimeProvider time)
    {
        await Task.Delay(goodbye, time);
        abort();
    }
}
