using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Ledger.Rules.State;

namespace Ledger.Server.Journal.Checkpoint;

/// <summary>Writes the details of one account after the other into the same memory.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The writer writes into memory: there is nothing to free.")]
internal sealed class AccountDetailBuffer
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public AccountDetailBuffer() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>The detail in UTF-8, valid until the next.</summary>
    public ReadOnlyMemory<byte> Write(AccountState state)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        AccountDetail.Write(_json, state);
        _json.Flush();
        return _buffer.WrittenMemory;
    }
}
