using System.CommandLine;
using Ledger.Tool.Screens;

namespace Ledger.Tool.Connecting;

/// <summary>One run of a command: its words, the ledger they are about, and where it is told what came of it.</summary>
internal sealed class Run : IDisposable
{
    private readonly ParseResult _words;
    private readonly TextWriter _errors;
    private Session? _session;

    public Run(ParseResult words, CancellationToken cancellation)
    {
        (_words, Cancellation) = (words, cancellation);
        var output = words.InvocationConfiguration.Output;
        _errors = words.InvocationConfiguration.Error;
        Progress = new Progress(_errors, ReferenceEquals(_errors, Console.Error) && !Console.IsErrorRedirected);
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        // What is going on stands in the line where the answer begins.
        Screen = new Screen(output, isTerminal, words.GetValue(ConnectionOptions.Json)) { BeforeTelling = Progress.Dispose };
    }

    public Screen Screen { get; }

    public Progress Progress { get; }

    /// <summary>Ctrl-C was pressed.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The ledger; connected to with the first call.</summary>
    public Session Ledger => _session ??= new Session(
        ConnectionOptions.AddressesIn(_words), ConnectionOptions.FolderIn(_words), Timeout);

    /// <summary>The ledger, if it was asked for.</summary>
    public Session? Asked => _session;

    /// <summary>How long an answer may take; null: it was not said.</summary>
    public TimeSpan? Timeout =>
        _words.GetValue(ConnectionOptions.Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The ledger with the credential of another folder than was said.</summary>
    public Session LedgerAs(string folder) => _session ??= new Session(ConnectionOptions.AddressesIn(_words), folder, Timeout);

    public ParseResult Words => _words;

    public T? Of<T>(Option<T> option) => _words.GetValue(option);

    public T? Of<T>(Argument<T> argument) => _words.GetValue(argument);

    /// <summary>A number that was given, or 0.</summary>
    public int Number(Option<long?> option) => (int)(_words.GetValue(option) ?? 0);

    /// <summary>A number that was given, or 0.</summary>
    public int Number(Argument<long?> argument) => (int)(_words.GetValue(argument) ?? 0);

    /// <summary>Tells people something that is no part of the answer.</summary>
    public void Note(string line)
    {
        Progress.Dispose();
        _errors.WriteLine(line);
    }

    public void Dispose()
    {
        Progress.Dispose();
        _session?.Dispose();
    }
}
