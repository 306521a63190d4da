using Ledger.Server.Programs;

namespace Ledger.Client.Testing.Books;

/// <summary>Reads programs and stores by the server's own reader.</summary>
internal static class BookOfPrograms
{
    /// <exception cref="ArgumentException">A document is wrong; every mistake is named with its line.</exception>
    public static ProgramBook Of(IReadOnlyList<string> programs, string? stores)
    {
        try
        {
            var rules = (programs.Count > 0 ? programs : [Shipped("demo.yaml")])
                .Select((text, place) => ProgramDocument.Parse($"program document {place + 1}", text).Rules).ToArray();
            var places = StoreList.Parse("stores", stores ?? Shipped("stores.yaml"));
            foreach (var store in places.Where(store => rules.All(known => known.Program != store.Program)))
                throw new ProgramDocumentException([$"store {store.Number} belongs to program {store.Program}, which has no document."]);
            return new ProgramBook(places, rules);
        }
        catch (ProgramDocumentException wrong)
        {
            throw new ArgumentException(wrong.Message, wrong);
        }
    }

    private static string Shipped(string name)
    {
        using var text = new StreamReader(typeof(BookOfPrograms).Assembly.GetManifestResourceStream(name)!);
        return text.ReadToEnd();
    }
}
