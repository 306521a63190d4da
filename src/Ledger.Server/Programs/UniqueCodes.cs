namespace Ledger.Server.Programs;

/// <summary>Refuses a code or name that an earlier entry of the same list has.</summary>
internal sealed class UniqueCodes
{
    private readonly HashSet<string> _seen = [];

    /// <summary>Reads the field <paramref name="name"/> of an entry.</summary>
    public string Read(DocumentReader entry, string name, int longest)
    {
        var code = entry.Text(name, longest);
        if (code.Length > 0 && !_seen.Add(code)) entry.Wrong(name, $"\"{code}\" is there twice");
        return code;
    }
}
