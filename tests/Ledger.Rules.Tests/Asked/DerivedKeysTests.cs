using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;

namespace Ledger.Rules.Tests.Asked;

public sealed class DerivedKeysTests
{
    private static readonly Guid Transfer = Guid.Parse("019b0000-0000-7000-8000-000000000001");
    private static readonly DateOnly Day = new(2026, 6, 15);

    [Fact]
    public void The_key_of_an_arrival_is_what_receipts_have_told_since_0_2_0() =>
        Assert.Equal(Guid.Parse("019b0000-0000-71aa-90ed-98d9695f19e3"), DerivedKeys.ArrivalOf(Transfer));

    [Fact]
    public void Servers_of_any_version_to_come_derive_the_same_keys()
    {
        Assert.Equal(Guid.Parse("019b0000-0000-8ba2-98ea-2cf5bf8dfc11"), DerivedKeys.ComeBackOf(Transfer));
        Assert.Equal(Guid.Parse("019ec893-f400-897a-a792-851d8e0c83ae"), DerivedKeys.UpkeepOf(OperationKind.Expire, 7, Day, null));
    }

    [Fact]
    public void Keys_that_are_told_to_nobody_are_of_version_8_which_no_caller_can_send_and_lie_in_the_month_of_what_they_follow_from()
    {
        foreach (var account in Enumerable.Range(1, 200))
        {
            var transfer = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(account));
            foreach (var (key, time) in new[]
            {
                (DerivedKeys.ComeBackOf(transfer), UuidV7.TimeOf(transfer)),
                (DerivedKeys.UpkeepOf(OperationKind.GrantBonus, account, Day, null), Day.ToDateTime(default)),
                (DerivedKeys.UpkeepOf(OperationKind.TimeOutHold, account, Day, transfer), Day.ToDateTime(default)),
            })
            {
                Assert.Equal((8, time), (key.Version, UuidV7.TimeOf(key)));
                Assert.False(UuidV7.TryRead(key.ToByteArray(bigEndian: true), out _));
                Assert.True(UuidV7.TryReadHeld(key.ToByteArray(bigEndian: true), out var held));
                Assert.Equal(key, held);
            }
        }
    }

    [Fact]
    public void What_is_due_has_a_key_for_each_kind_account_day_and_original()
    {
        Guid[] keys =
        [
            DerivedKeys.UpkeepOf(OperationKind.Expire, 7, Day, null), DerivedKeys.UpkeepOf(OperationKind.ReviewTier, 7, Day, null),
            DerivedKeys.UpkeepOf(OperationKind.Expire, 8, Day, null), DerivedKeys.UpkeepOf(OperationKind.Expire, 7, Day.AddDays(1), null),
            DerivedKeys.UpkeepOf(OperationKind.Expire, 7, Day, Transfer),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], DerivedKeys.UpkeepOf(OperationKind.Expire, 7, Day, null));
    }
}
