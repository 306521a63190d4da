using Google.Protobuf;

namespace Ledger.Client.Tests;

public sealed class OperationKeyTests
{
    private static readonly DateTimeOffset _businessTime = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_contracts_test_vector_comes_out()
    {
        var key = OperationKey.Derive(store: 1, terminal: 7, terminalSeq: 42, _businessTime);

        Assert.Equal("01a20169-2e00-7958-b278-1ac50c5208b6", key.ToString());
        Assert.Equal("01a201692e007958b2781ac50c5208b6", Convert.ToHexStringLower(OperationKey.ToByteString(key).Span));
    }

    [Theory]
    [InlineData(2, 7, 42L, 0)]
    [InlineData(1, 8, 42L, 0)]
    [InlineData(1, 7, 43L, 0)]
    [InlineData(1, 7, 42L, 1)]
    public void Each_input_changes_the_key(int store, int terminal, long terminalSeq, int laterMs)
    {
        var key = OperationKey.Derive(store, terminal, terminalSeq, _businessTime.AddMilliseconds(laterMs));

        Assert.NotEqual(OperationKey.Derive(1, 7, 42, _businessTime), key);
    }

    [Fact]
    public void Digits_finer_than_milliseconds_and_the_offset_do_not_change_the_key()
    {
        var elsewhere = _businessTime.AddMicroseconds(999).ToOffset(TimeSpan.FromHours(8));

        Assert.Equal(OperationKey.Derive(1, 7, 42, _businessTime), OperationKey.Derive(1, 7, 42, elsewhere));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public void Derived_keys_are_version_7_carry_their_time_and_differ(int seed)
    {
        var random = new Random(seed);
        var keys = new HashSet<Guid>();
        for (var i = 0; i < 2000; i++)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(1L << 44));
            var key = OperationKey.Derive(random.Next(1, int.MaxValue), random.Next(1, int.MaxValue), random.NextInt64(1, long.MaxValue),
                at);
            var bytes = OperationKey.ToByteString(key);

            Assert.Equal(0x70, bytes[6] & 0xF0);
            Assert.Equal(0x80, bytes[8] & 0xC0);
            Assert.Equal(at, OperationKey.TimeOf(key));
            Assert.Equal(key, OperationKey.FromByteString(bytes));
            Assert.True(keys.Add(key), $"seed {seed}: key {i} came twice");
        }
    }

    [Fact]
    public void New_keys_carry_the_clocks_time_in_network_byte_order()
    {
        var time = new JumpingTime();
        var bytes = OperationKey.ToByteString(OperationKey.New(time));

        Assert.Equal("01a201692e00", Convert.ToHexStringLower(bytes.Span[..6]));
        Assert.Equal(0x70, bytes[6] & 0xF0);
        Assert.Equal(0x80, bytes[8] & 0xC0);
        Assert.NotEqual(bytes, OperationKey.ToByteString(OperationKey.New(time)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void Bytes_of_another_length_are_no_key(int length) =>
        Assert.Throws<ArgumentException>(() => OperationKey.FromByteString(ByteString.CopyFrom(new byte[length])));

    [Theory]
    [InlineData(0, 7, 42L)]
    [InlineData(1, 0, 42L)]
    [InlineData(1, 7, 0L)]
    public void Numbers_that_are_not_positive_give_no_key(int store, int terminal, long terminalSeq) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OperationKey.Derive(store, terminal, terminalSeq, _businessTime));
}
