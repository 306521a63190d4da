namespace Ledger.Server.Audit;

/// <summary>Where something was found. It is put into words only when something was.</summary>
internal readonly record struct RowPlace(long Seq, short Partition, long Account, string What = "")
{
    public static implicit operator RowPlace(string text) => new(0, 0, 0, text);

    public override string ToString() => Seq == 0 ? What : $"{What}row {Seq} of partition {Partition}, account {Account}";
}
