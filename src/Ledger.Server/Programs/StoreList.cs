namespace Ledger.Server.Programs;

/// <summary>
/// The list of stores as its owner writes it, in <c>stores.yaml</c>: number, program, name, time zone, when its day begins, and what it
/// belongs to.
/// </summary>
public static class StoreList
{
    /// <summary>The list's file in a folder of programs.</summary>
    public const string FileName = "stores.yaml";

    /// <summary>Reads the list as a whole. Throws <see cref="ProgramDocumentException"/> that names every mistake with its line.</summary>
    /// <param name="programs">The programs there are; null: nobody knows.</param>
    public static IReadOnlyList<Store> Parse(string file, string text, IReadOnlySet<short>? programs = null) =>
        DocumentReader.Read(file, text, document =>
        {
            var stores = document.List("stores", store => ReadStore(store, programs));
            if (!document.IsRight) return stores;
            foreach (var twice in stores.GroupBy(store => store.Number).Where(group => group.Count() > 1))
                document.Wrong("stores", $"store {twice.Key} is listed {twice.Count()} times");
            return stores;
        });

    private static Store ReadStore(DocumentReader store, IReadOnlySet<short>? programs)
    {
        var read = new Store(
            (int)store.Number("store", 1, int.MaxValue), (short)store.Number("program", 1, short.MaxValue), store.Text("name", 64),
            store.TimeZone("time_zone"), store.Text("branch", 64, otherwise: ""), store.Text("merchant", 64, otherwise: ""),
            store.TimeOfDay("day_starts", Store.LatestDayStart));
        if (programs is not null && store.IsRight && !programs.Contains(read.Program))
            store.Wrong("program", $"no document is of program {read.Program}");
        return read;
    }
}
