using Ledger.Client.Retry;

namespace Ledger.Client.Tests;

public sealed class BackoffTests
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _max = TimeSpan.FromMilliseconds(700);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(4, 700)]
    [InlineData(100, 700)]
    public void A_pause_is_half_to_all_of_the_doubled_first_up_to_the_cap(int attempts, int fullMs)
    {
        var backoff = new Backoff(_first, _max, seed: 5);
        for (var i = 0; i < 200; i++)
            Assert.InRange(backoff.After(attempts, asked: null).TotalMilliseconds, fullMs / 2.0, fullMs);
    }

    [Fact]
    public void What_the_ledger_asked_for_is_a_lower_bound() =>
        Assert.InRange(new Backoff(_first, _max, seed: 5).After(1, TimeSpan.FromSeconds(3)).TotalMilliseconds, 3050, 3100);

    [Fact]
    public void The_same_seed_gives_the_same_pauses_and_another_seed_others()
    {
        TimeSpan[] Pauses(int seed)
        {
            var backoff = new Backoff(_first, _max, seed);
            return [.. Enumerable.Range(1, 10).Select(attempt => backoff.After(attempt, null))];
        }

        Assert.Equal(Pauses(1), Pauses(1));
        Assert.NotEqual(Pauses(1), Pauses(2));
    }
}
