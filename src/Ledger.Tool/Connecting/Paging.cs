using System.Collections;
using System.CommandLine;
using Google.Protobuf;
using Ledger.Tool.Words;

namespace Ledger.Tool.Connecting;

/// <summary>Follows the pages of a list up to as many entries as are wanted.</summary>
internal static class Paging
{
    private const int LimitMax = 1_000_000;
    private const int LimitUnlessSaid = 1000;

    /// <summary>Makes the option that bounds a list.</summary>
    public static Option<long?> Limit() =>
        Worded.Whole("--limit", $"How many at most; {LimitUnlessSaid} unless said.", 1, LimitMax);

    /// <summary>The pages as one, with <c>next_page</c> of the last one.</summary>
    /// <param name="run">For whom.</param>
    /// <param name="limit">What <see cref="Limit"/> says.</param>
    /// <param name="pageMax">As many as a page can have.</param>
    /// <param name="ask">Asks for a page, from its name, of so many entries.</param>
    public static async Task<TPage> FollowAsync<TPage>(this Run run, long? limit, int pageMax, Func<string, int, Task<TPage>> ask)
        where TPage : class, IMessage<TPage>
    {
        var wanted = (int)(limit ?? LimitUnlessSaid);
        run.Progress.Is("Asking");
        var all = await ask("", Math.Min(pageMax, wanted));
        var next = all.Descriptor.FindFieldByName("next_page").Accessor;
        var entries = (IList)all.Descriptor.Fields.InFieldNumberOrder().First(field => field.IsRepeated).Accessor.GetValue(all);
        for (var at = (string)next.GetValue(all); at.Length > 0 && entries.Count < wanted; at = (string)next.GetValue(all))
        {
            run.Progress.Is($"{entries.Count} read");
            var page = await ask(at, Math.Min(pageMax, wanted - entries.Count));
            all.MergeFrom(page);
            // An empty one is not merged.
            next.SetValue(all, next.GetValue(page));
        }
        if ((string)next.GetValue(all) is { Length: > 0 }) run.Note($"There are more than {entries.Count}: --limit.");
        return all;
    }
}
