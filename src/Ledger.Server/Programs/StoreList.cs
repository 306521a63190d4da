namespace Ledger.Server.Programs;

/// <summary>
/// The list of stores as its owner writes it, in <c>stores.yaml</c>: number, program, name, time zone, when its day begins, and what it
/// belongs to.
/// </summary>
public static class StoreList
{
    /// <summary>Reads the list as a whole. Throws <see cref="ProgramDocumentException"/> that names every mistake with its line.</summary>
    public static IReadOnlyList<Store> Parse(string file, string text) => DocumentReader.Read(file, text, document =>
    {
        var stores = document.List("stores", store => new Store(
            (int)store.Number("store", 1, int.MaxValue),
            (short)store.Number("program", 1, short.MaxValue),
            store.Text("name", 64),
            store.TimeZone("time_zone"),
            store.Text("branch", 64, otherwise: ""),
            store.Text("merchant", 64, otherwise: ""),
            store.TimeOfDay("day_starts", Store.LatestDayStart)));
        if (!document.IsRight) return stores;
        foreach (var twice in stores.GroupBy(store => store.Number).Where(group => group.Count() > 1))
            document.Wrong("stores", $"store {twice.Key} is listed {twice.Count()} times");
        return stores;
    });
}
