using System.Text;
using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class MetadataTests
{
    [Fact]
    public void Keys_are_stored_in_lower_case() => Assert.Equal("retry-after", new Metadata.Entry("Retry-After", "1").Key);

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("colon:")]
    [InlineData("straße")]
    [InlineData("line\n")]
    [InlineData("\u212Aelvin")]
    public void Keys_with_other_characters_are_refused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void All_permitted_characters_are_accepted() => Assert.Equal("az09_-.", new Metadata.Entry("az09_-.", "value").Key);

    [Fact]
    public void The_suffix_has_to_fit_the_kind_of_value()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("detail-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("detail-BIN", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("detail", [1]));
    }

    [Fact]
    public void Null_keys_and_values_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry(null!, "text"));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key", (string)null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key-bin", (byte[])null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata().Add(null!));
    }

    [Fact]
    public void A_text_entry_gives_its_text_and_its_ascii_bytes()
    {
        var entry = new Metadata.Entry("key", "text");

        Assert.False(entry.IsBinary);
        Assert.Equal("text", entry.Value);
        Assert.Equal(Encoding.ASCII.GetBytes("text"), entry.ValueBytes);
        Assert.Equal("[Entry: key=key, value=text]", entry.ToString());
    }

    [Fact]
    public void A_binary_entry_gives_bytes_and_no_text()
    {
        var entry = new Metadata.Entry("key-bin", [1, 255]);

        Assert.True(entry.IsBinary);
        Assert.Equal([1, 255], entry.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => entry.Value);
        Assert.Equal("[Entry: key=key-bin, valueBytes=01FF]", entry.ToString());
    }

    [Fact]
    public void A_binary_entry_does_not_share_its_bytes()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("key-bin", bytes);

        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.Equal([1, 2], entry.ValueBytes);
    }

    [Fact]
    public void A_look_up_finds_the_last_entry_or_all_in_order()
    {
        var metadata = new Metadata { { "a", "1" }, { "b", "2" }, { "a", "3" }, { "c-bin", [4] } };

        Assert.Equal("3", metadata.GetValue("a"));
        Assert.Equal(["1", "3"], metadata.GetAll("a").Select(entry => entry.Value));
        Assert.Equal([4], metadata.GetValueBytes("c-bin"));
        Assert.Null(metadata.Get("d"));
        Assert.Null(metadata.GetValue("d"));
        Assert.Null(metadata.GetValueBytes("d"));
        Assert.Empty(metadata.GetAll("d"));
    }

    [Fact]
    public void A_look_up_ignores_case()
    {
        var metadata = new Metadata { { "Retry-After", "1" }, { "retry-after", "2" } };

        Assert.Equal("2", metadata.GetValue("RETRY-after"));
        Assert.Equal(2, metadata.GetAll("Retry-After").Count());
    }

    [Fact]
    public void It_is_a_list()
    {
        Metadata.Entry first = new("a", "1"), second = new("b", "2"), third = new("c", "3");
        var metadata = new Metadata { first, third };

        metadata.Insert(1, second);
        Assert.Equal([first, second, third], metadata);
        Assert.Equal(2, metadata.IndexOf(third));
        Assert.True(metadata.Remove(first));
        Assert.DoesNotContain(first, metadata);
        metadata[0] = first;
        metadata.RemoveAt(1);
        var copy = new Metadata.Entry[1];
        metadata.CopyTo(copy, 0);
        Assert.Equal([first], copy);
        metadata.Clear();
        Assert.Empty(metadata);
        Assert.False(metadata.IsReadOnly);
    }

    [Fact]
    public void The_empty_instance_cannot_be_changed()
    {
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Clear());
        Assert.Empty(Metadata.Empty);
    }
}
