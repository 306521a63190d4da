using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ledger.Client.Tests.Documentation;

/// <summary>The C# samples of a page, one after the other, are one program: it compiles as it stands.</summary>
public sealed partial class SampleTests
{
    /// <summary>What a new console project has in scope without saying so.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static TheoryData<string> Pages() =>
        [.. Candidates().Where(page => Sample().IsMatch(File.ReadAllText(Path.Combine(Root(), page))))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_samples_of_a_page_compile(string page)
    {
        var samples = Sample().Matches(File.ReadAllText(Path.Combine(Root(), page))).Select(match => match.Groups["code"].Value);

        Assert.Empty(Errors(string.Join('\n', samples)));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/Ledger.Client/README.md")]
    public void The_front_page_and_the_clients_have_samples(string page) => Assert.Contains(page, Pages().Select(row => row.Data));

    [Fact]
    public void A_sample_that_does_not_compile_is_found() => Assert.NotEmpty(Errors("using Ledger.Client;\nTarget.Of(1);"));

    private static IEnumerable<string> Candidates() =>
        Directory.EnumerateDirectories(Path.Combine(Root(), "src"))
            .Select(folder => Path.Combine(folder, "README.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md"))
            .Prepend(Path.Combine(Root(), "README.md"))
            .Where(File.Exists)
            .Select(page => Path.GetRelativePath(Root(), page));

    private static IEnumerable<string> Errors(string program)
    {
        var platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create("Samples",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(program)],
            platform.Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString());
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ledger.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sample();
}
