using System.IO.Compression;
using System.Text;
using Grpc.Net.Compression;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class CompressionTests
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("points, points, points ", 200)));

    private static readonly ICompressionProvider[] Providers = [new GzipCompressionProvider(
        CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];

    public static TheoryData<string> Encodings => ["gzip", "deflate"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void What_was_compressed_is_decompressed(string encoding)
    {
        var provider = Providers.Single(candidate => candidate.EncodingName == encoding);

        foreach (CompressionLevel? level in new CompressionLevel?[] { null, CompressionLevel.Optimal, CompressionLevel.NoCompression })
        {
            var compressed = Compress(provider, level);
            using var result = new MemoryStream();
            using (var decompressing = provider.CreateDecompressionStream(compressed)) decompressing.CopyTo(result);

            Assert.Equal(Message, result.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_level_of_the_call_wins_over_the_default(string encoding)
    {
        var provider = Providers.Single(candidate => candidate.EncodingName == encoding);

        Assert.InRange(Compress(provider, null).Length, 1, Message.Length / 2);
        Assert.InRange(Compress(provider, CompressionLevel.NoCompression).Length, Message.Length, int.MaxValue);
    }

    [Fact]
    public void Gzip_starts_with_its_magic_and_deflate_with_a_zlib_header()
    {
        var gzip = Compress(Providers[0], null).ToArray();
        var zlib = Compress(Providers[1], null).ToArray();

        Assert.Equal([0x1f, 0x8b], gzip[..2]);
        Assert.Equal(8, zlib[0] & 0x0f);
        Assert.Equal(0, ((zlib[0] << 8) | zlib[1]) % 31);
    }

    private static MemoryStream Compress(ICompressionProvider provider, CompressionLevel? level)
    {
        var target = new MemoryStream();
        using (var compressing = provider.CreateCompressionStream(target, level)) compressing.Write(Message);
        target.Position = 0;
        return target;
    }
}
