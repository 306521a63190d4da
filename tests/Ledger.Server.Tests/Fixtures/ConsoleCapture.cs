using System.Text;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>
/// What servers print to the console. Whoever calls <see cref="Use"/> gets the output of the servers it starts afterwards, and nobody
/// else's: the console's thread runs in the context of whoever started the server.
/// </summary>
internal sealed class ConsoleCapture
{
    private static readonly AsyncLocal<ConsoleCapture?> Current = new();
    private readonly StringBuilder _text = new();

    // With the first test, because the runner puts a console of its own in place before.
    static ConsoleCapture()
    {
        Console.SetOut(new Tee(Console.Out));
        Console.SetError(new Tee(Console.Error));
    }

    /// <summary>Servers started by the caller from here on print into this capture.</summary>
    public void Use() => Current.Value = this;

    public string Text
    {
        get
        {
            lock (_text) return _text.ToString();
        }
    }

    /// <summary>Ends once the servers have printed it: the console lags behind what is logged.</summary>
    public Task PrintedAsync(string text) =>
        Wait.UntilAsync(() => Task.FromResult(Text.Contains(text, StringComparison.Ordinal)), $"\"{text}\" is printed");

    /// <summary>
    /// Asserts that the servers logged nothing as error or critical. They must have been stopped, so that all is printed.
    /// </summary>
    public void AssertNoErrors()
    {
        Assert.Contains("info: Ledger.Server", Text, StringComparison.Ordinal);
        Assert.Empty(Text.Split('\n').SkipWhile(line => !IsError(line)).Take(20));
    }

    // The level follows the time.
    private static bool IsError(string line) => line.Split(' ', 3) is [_, "fail:" or "crit:", _];

    private sealed class Tee(TextWriter console) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            console.Write(value);
            if (Current.Value is not { } capture) return;
            lock (capture._text) capture._text.Append(value);
        }
    }
}
