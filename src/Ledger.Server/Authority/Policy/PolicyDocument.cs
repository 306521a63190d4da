using Ledger.Server.Programs;

namespace Ledger.Server.Authority.Policy;

/// <summary>
/// The policy as its owner writes it, in YAML: a row for each call that is served and for each kind of operation, no row for anything else.
/// docs/authority.md explains it.
/// </summary>
internal static class PolicyDocument
{
    /// <summary>The document's name in messages, and of the file that lies in the server.</summary>
    public const string FileName = "authority.yaml";

    // Whoever takes one of these from administrators could not give it back.
    private static readonly string[] _kept = ["CreateAdministrator", "GrantRole", "ActivatePolicy"];

    private const string StaysAsItCame = "cannot be what the document says: what came with the server says who it is for";

    private static readonly IReadOnlyDictionary<string, CallRule> _rules = new Dictionary<string, CallRule>
    {
        ["anybody"] = CallRule.Anybody, ["any_caller"] = CallRule.AnyCaller, ["by_content"] = CallRule.ByContent,
        ["servers"] = CallRule.Servers,
    };

    private static readonly IReadOnlyDictionary<string, Reach> _reaches = Enum.GetValues<Reach>().Where(reach => reach != Reach.None)
        .ToDictionary(reach => reach.ToString().ToLowerInvariant());

    /// <summary>The one that came with the server.</summary>
    public static PolicyTable Shipped { get; } = ReadShipped();

    /// <summary>
    /// Reads a document as a whole. Throws <see cref="ProgramDocumentException"/> that names every mistake with its line.
    /// </summary>
    public static PolicyTable Parse(string file, string text)
    {
        SeenText.Require(file, text);
        return Parse(file, text, held: null);
    }

    /// <summary>
    /// Reads a document that the ledger has taken in. A server of another version may serve other calls than it has rows for: what it has
    /// no row for is as it came with the server, and a row that is about nothing here is passed over.
    /// </summary>
    public static PolicyTable Held(string name, string text) => Parse(name, text, Shipped);

    private static PolicyTable Parse(string file, string text, PolicyTable? held) => DocumentReader.Read(file, text, document =>
    {
        var calls = new Dictionary<string, CallRow>();
        document.Mapping("calls", required: true, services =>
        {
            foreach (var (service, methods) in Acts.Calls) ReadService(services, service, methods, calls, held);
            if (held is not null) services.LeaveTheRest();
            return calls;
        });
        var kinds = new Dictionary<int, Reach[]>();
        document.Mapping("kinds", required: true, rows =>
        {
            foreach (var (name, kind) in Acts.Kinds)
                kinds[kind] = held is not null && !rows.Has(name)
                    ? ReachesOf(role => held.ReachOf(role, kind)) : Reaches(rows, name, role => Posting(rows, name, role));
            if (held is not null) rows.LeaveTheRest();
            return kinds;
        });
        return new PolicyTable(text, calls, kinds, SetOf(document, "accounts_by_number"), SetOf(document, "members_in_full"));
    }, isHeld: held is not null);

    private static void ReadService(
        DocumentReader services, string service, IReadOnlyList<string> methods, Dictionary<string, CallRow> calls, PolicyTable? held)
    {
        if (held is not null && !services.Has(service))
        {
            foreach (var method in methods) calls[$"{service}/{method}"] = held.Call($"{service}/{method}")!;
            return;
        }
        services.Mapping(service, required: true, rows =>
        {
            foreach (var method in methods)
                calls[$"{service}/{method}"] =
                    held is not null && !rows.Has(method) ? held.Call($"{service}/{method}")! : Row(rows, service, method);
            if (held is not null) rows.LeaveTheRest();
            return rows;
        });
    }

    private static CallRow Row(DocumentReader rows, string service, string method)
    {
        var (came, isKept) = (Shipped?.Call($"{service}/{method}")?.Rule, service == "ledger.v1.Callers" && _kept.Contains(method));
        if (rows.Has(method) && !rows.HasMapping(method))
        {
            var rule = rows.Choice(method, _rules);
            // Whoever has proved who he is may be let do what roles did; the other words are of the call and not of its owner.
            if (came is not null && rule != came && (rule != CallRule.AnyCaller || came != CallRule.Roles || isKept))
                rows.Wrong(method, StaysAsItCame);
            return new CallRow(rule, new Reach[Roles.Count]);
        }
        if (came is CallRule.Anybody or CallRule.ByContent or CallRule.Servers) rows.Wrong(method, StaysAsItCame);
        var reaches = Reaches(rows, method, _ => true);
        if (isKept && rows.Has(method) && reaches[(int)Role.Admin] == Reach.None)
            rows.Wrong(method, "admin has to have it: nobody could give it back");
        return new CallRow(CallRule.Roles, reaches);
    }

    private static bool Posting(DocumentReader rows, string name, Role role)
    {
        if (role != Role.Admin) return true;
        rows.Wrong(name, "admin posts nothing: who changes rights has no use of them");
        return false;
    }

    private static Reach[] Reaches(DocumentReader rows, string name, Func<Role, bool> isTaken)
    {
        var reaches = new Reach[Roles.Count];
        rows.Mapping(name, required: true, row =>
        {
            foreach (var (word, role) in Roles.Named)
                if (row.Has(word) && isTaken(role)) reaches[(int)role] = row.Choice(word, _reaches);
                else if (row.Has(word)) row.Text(word, 64);
            row.Known(Roles.Named.Keys);
            return reaches;
        });
        return reaches;
    }

    private static Reach[] ReachesOf(Func<Role, Reach> of) => [.. Enumerable.Range(0, Roles.Count).Select(role => of((Role)role))];

    private static HashSet<Role> SetOf(DocumentReader document, string name) => [.. document.Choices(name, Roles.Named) ?? []];

    private static PolicyTable ReadShipped()
    {
        var assembly = typeof(PolicyDocument).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(name => name.EndsWith($".{FileName}", StringComparison.Ordinal));
        using var stream = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return Parse(FileName, stream.ReadToEnd());
    }
}
