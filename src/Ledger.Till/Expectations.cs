namespace Ledger.Till;

/// <summary>Checks what a step got. What is not as expected is shown at once and remembered for the exit code.</summary>
internal sealed class Expectations(Screen screen)
{
    public int FailedCount { get; private set; }

    public void Equal<T>(T expected, T actual, string what)
    {
        if (EqualityComparer<T>.Default.Equals(expected, actual))
            screen.Good($"{what}: {actual}");
        else
            Fail($"{what}: {actual} instead of {expected}");
    }

    public void EqualMoney(long expectedMinor, long actualMinor, string what) =>
        Equal(Money.Show(expectedMinor), Money.Show(actualMinor), what);

    public void Holds(bool condition, string what)
    {
        if (condition)
            screen.Good(what);
        else
            Fail(what);
    }

    public void Fail(string what)
    {
        FailedCount++;
        screen.Bad(what);
    }
}
