using Npgsql;
using Npgsql.Internal;
using Npgsql.Internal.Postgres;

namespace Ledger.Server.Journal.Columns;

/// <summary>
/// The binary form of a PostgreSQL array, sent as it is to a parameter of that array's type. An object that stays with its parameter: the
/// driver boxes a struct for every execution.
/// </summary>
internal sealed class EncodedArray
{
    public ReadOnlyMemory<byte> Bytes { get; set; }
}

// The driver marks its converters as experimental. What is used of them is the class below, the driver's version is pinned, and
// under a driver without them the columns would go out as ArraySegment<T> again, at the old price.
#pragma warning disable NPG9001

/// <summary>
/// Teaches Npgsql to send an <see cref="EncodedArray"/>. Left to itself the driver asks a converter for the size of every element and
/// then for the element, which was a quarter of the server's CPU in large batches; this way a column is one copy into its buffer.
/// </summary>
internal sealed class EncodedArrays : PgTypeInfoResolverFactory, IPgTypeInfoResolver
{
    private static readonly Converter Sent = new();

    /// <summary>A builder of connections that can send them.</summary>
    public static NpgsqlDataSourceBuilder AddTo(NpgsqlDataSourceBuilder source)
    {
        source.AddTypeInfoResolverFactory(new EncodedArrays());
        return source;
    }

    public override IPgTypeInfoResolver CreateResolver() => this;

    public override IPgTypeInfoResolver? CreateArrayResolver() => null;

    public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options) =>
        type == typeof(EncodedArray) && dataTypeName is { } name ? new PgTypeInfo(options, Sent, name, type) : null;

    private sealed class Converter() : PgStreamingConverter<EncodedArray>(customDbNullPredicate: false)
    {
        public override Size GetSize(SizeContext context, EncodedArray value, ref object? writeState) => value.Bytes.Length;

        public override void Write(PgWriter writer, EncodedArray value) => writer.WriteBytes(value.Bytes.Span);

        public override ValueTask WriteAsync(PgWriter writer, EncodedArray value, CancellationToken cancellationToken = default) =>
            writer.WriteBytesAsync(value.Bytes, cancellationToken);

        public override EncodedArray Read(PgReader reader) => throw new NotSupportedException("Arrays are only sent so.");

        public override ValueTask<EncodedArray> ReadAsync(PgReader reader, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Arrays are only sent so.");
    }
}
