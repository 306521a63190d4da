using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Ledger.Client;

/// <summary>How a <see cref="LedgerClient"/> reaches the ledger, whom it speaks for, and the bounds of everything it repeats or
/// queues.</summary>
public sealed class LedgerClientOptions
{
    /// <summary>Where the ledger listens, e.g. <c>https://ledger.example:5005</c>, or <c>http://127.0.0.1:5005</c> of one that was started
    /// without TLS. Required, unless the folder of <see cref="Credentials"/> says it or there is a <see cref="CallInvoker"/>.</summary>
    public Uri? Address { get; set; }

    /// <summary>Further servers of the same ledger. Each of them answers everything: the client calls the one that has a member's account
    /// where it has learned which that is, and any other one when that does not answer. Empty: <see cref="Address"/> alone.</summary>
    public IReadOnlyList<Uri> Addresses { get; set; } = [];

    /// <summary>Call servers directly that others name as having an account, also such as are not among <see cref="Addresses"/>. For
    /// networks in which callers reach each server under the address it tells of itself. Otherwise a server that is not given is never
    /// called.</summary>
    public bool FollowOwners { get; set; }

    /// <summary>The folder of this caller's credential, as <see cref="LedgerCredentials.EnrollAsync"/> fills it: certificate, key, whom to
    /// trust (and nobody else, whatever the system trusts), address, and a terminal's store and number, which stand where the options state
    /// none. It is read again when its files change, and renewed by itself when two thirds of its life are over. Null: no
    /// certificate.</summary>
    public string? Credentials { get; set; }

    /// <summary>Asked before each call for a token that goes along as <c>authorization: Bearer …</c>; over https:// only. Null: none. An
    /// exception of it ends the attempt as an unknown one.</summary>
    public Func<CancellationToken, Task<string>>? Token { get; set; }

    /// <summary>Adds to the metadata of each call, e.g. for something on the way; null: nothing.</summary>
    public Action<Metadata>? ConfigureMetadata { get; set; }

    /// <summary>Calls through this instead of opening a channel: one that is shared with others, or a ledger in the same process. The
    /// settings of connection and messages have no meaning then, and disposing the client leaves it as it is. Null: a channel of the
    /// client's own.</summary>
    public CallInvoker? CallInvoker { get; set; }

    /// <summary>The store the client's operations happen in, positive. Required, unless every operation states its own.</summary>
    public int Store { get; set; }

    /// <summary>The terminal in the store, positive. Required, unless every operation states its own.</summary>
    public int Terminal { get; set; }

    /// <summary>Who operates the terminal; 0: nobody, self-service.</summary>
    public int Operator { get; set; }

    /// <summary>How long a call may take in all, its attempts and pauses included. A call can state its own.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt may take; also how long a stream may be silent with operations unanswered before it is torn
    /// down.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a report may take in all, when the call does not say: close, settlement, liability, trial balance, a page of a
    /// statement. An attempt has all of it, so a long report is not given up to begin it anew. Exports have it too, and never less than
    /// <see cref="LedgerClient.ExportDeadline"/>.</summary>
    public TimeSpan ReportTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often an operation is sent at most, the first time included, 1 to 100.</summary>
    public int AttemptsMax { get; set; } = 10;

    /// <summary>The longest pause after the first attempt; it doubles with each further one. The real pause is half of it to all of
    /// it.</summary>
    public TimeSpan BackoffFirst { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the doubling ends.</summary>
    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Seed of the pauses' jitter; null: a different one each time, so that tills do not come back in step.</summary>
    public int? JitterSeed { get; set; }

    /// <summary>How many operations of a stream may be unanswered at a time, 1 to 100,000.</summary>
    public int StreamWindowMaxCount { get; set; } = 256;

    /// <summary>How long connecting may take, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>After how much silence a connection in use is tested with an HTTP/2 ping.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the ping may stay unanswered before the connection is given up.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long a connection is replaced by a new one, so that changes of DNS are noticed. Calls under way finish on the old
    /// one.</summary>
    public TimeSpan PooledConnectionLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest message in either direction, in bytes. A full batch and its receipts stay below 2 MiB.</summary>
    public int MessageMaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The clock for business times, keys, deadlines and pauses.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the gRPC channel logs; null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>A last word on the HTTP handler, e.g. a client certificate or a root of trust; null: none.</summary>
    public Action<SocketsHttpHandler>? ConfigureHandler { get; set; }

    /// <summary>Checks the ranges and the relations between the bounds.</summary>
    /// <exception cref="ArgumentException">A value is out of its range or contradicts another one.</exception>
    public void Validate()
    {
        var isAddressed = CallInvoker is not null || Credentials is not null || Addresses.Count > 0;
        Require(Address is { IsAbsoluteUri: true } || (Address is null && isAddressed), $"{nameof(Address)} must be an absolute URI.");
        Require(Addresses.All(address => address.IsAbsoluteUri), $"{nameof(Addresses)} must be absolute URIs.");
        Require(CallInvoker is null || (Credentials is null && Token is null),
            $"{nameof(Credentials)} and {nameof(Token)} belong to connections, which a {nameof(CallInvoker)} has of its own.");
        Require((Token is null && Credentials is null)
            || ((Address is null || Address.Scheme == Uri.UriSchemeHttps) && Addresses.All(one => one.Scheme == Uri.UriSchemeHttps)),
            $"{nameof(Token)} and {nameof(Credentials)} are for https:// only.");
        Require(Store >= 0 && Terminal >= 0 && Operator >= 0, "Store, terminal and operator must not be negative.");
        Require(AttemptTimeout > TimeSpan.Zero, $"{nameof(AttemptTimeout)} must be positive.");
        Require(Deadline >= AttemptTimeout, $"{nameof(Deadline)} must leave room for one {nameof(AttemptTimeout)}.");
        Require(ReportTimeout > TimeSpan.Zero, $"{nameof(ReportTimeout)} must be positive.");
        Require(AttemptsMax is >= 1 and <= 100, $"{nameof(AttemptsMax)} must be 1 to 100.");
        Require(BackoffFirst > TimeSpan.Zero, $"{nameof(BackoffFirst)} must be positive.");
        Require(BackoffMax >= BackoffFirst, $"{nameof(BackoffMax)} must not be below {nameof(BackoffFirst)}.");
        Require(StreamWindowMaxCount is >= 1 and <= 100_000, $"{nameof(StreamWindowMaxCount)} must be 1 to 100,000.");
        Require(ConnectTimeout > TimeSpan.Zero, $"{nameof(ConnectTimeout)} must be positive.");
        Require(KeepAlivePingDelay >= TimeSpan.FromSeconds(1), $"{nameof(KeepAlivePingDelay)} must be at least 1 second.");
        Require(KeepAlivePingTimeout >= TimeSpan.FromSeconds(1), $"{nameof(KeepAlivePingTimeout)} must be at least 1 second.");
        Require(PooledConnectionLifetime > TimeSpan.Zero, $"{nameof(PooledConnectionLifetime)} must be positive.");
        Require(MessageMaxBytes >= 64 * 1024, $"{nameof(MessageMaxBytes)} must be at least 64 KiB.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
