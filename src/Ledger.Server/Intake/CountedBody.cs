using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Ledger.Server.Basics;
using Microsoft.AspNetCore.Http.Features;

namespace Ledger.Server.Intake;

/// <summary>
/// The body of a call, with what waits in it for the rest of its message counted. What a single operation has at the most costs no more
/// than a look at its length.
/// </summary>
internal sealed class CountedBody : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    /// <summary>Up to here nothing is counted, in bytes.</summary>
    private const int UncountedBytes = 4096;

    private readonly HttpContext _call;
    private readonly PipeReader _body;
    private readonly UnfinishedMessages _messages;
    private ReadOnlySequence<byte> _held;
    private bool _isKept;
    private long _counted;

    private CountedBody(HttpContext call, PipeReader body, UnfinishedMessages messages) =>
        (_call, _body, _messages) = (call, body, messages);

    /// <inheritdoc/>
    public PipeReader Reader => this;

    /// <summary>Counts what comes with a call from here on.</summary>
    public static void Count(HttpContext call, UnfinishedMessages messages) =>
        call.Features.Set<IRequestBodyPipeFeature>(new CountedBody(call, call.Request.BodyReader, messages));

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (!_body.TryRead(out result)) return false;
        Look(result);
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = _body.ReadAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully) return WhenReadAsync(reading);
        var result = reading.Result;
        Look(result);
        return new(result);
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_counted > 0) GiveBack(_held.Slice(consumed).Length);
        _body.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => _body.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    /// <summary>The call is over, and nothing of it is held any more.</summary>
    public void Dispose() => GiveBack(left: 0);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WhenReadAsync(ValueTask<ReadResult> reading)
    {
        var result = await reading;
        Look(result);
        return result;
    }

    private void Look(in ReadResult result)
    {
        var length = result.Buffer.Length;
        if (length <= UncountedBytes)
        {
            if (_counted > 0) GiveBack(left: 0);
            return;
        }
        if (!_isKept) _call.Response.RegisterForDispose(this);
        (_isKept, _held) = (true, result.Buffer);
        var more = length - _counted;
        _counted = length;
        _messages.Count(Caller.Of(_call), more);
    }

    private void GiveBack(long left)
    {
        if (left >= _counted) return;
        _messages.Count(Caller.Of(_call), left - _counted);
        _counted = left;
    }
}
