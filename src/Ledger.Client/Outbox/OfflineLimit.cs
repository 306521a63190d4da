namespace Ledger.Client;

/// <summary>Why a till may not go on without an answer. The first that is reached, in this order.</summary>
public enum OfflineLimit
{
    /// <summary>Operations of this kind are never accepted without the ledger's word.</summary>
    Kind = 1,

    /// <summary>The till cannot tell what it comes to: all stored value, part of an amount, a reward, points of unknown worth, a figure
    /// below 1.</summary>
    AmountUnknown = 2,

    /// <summary><see cref="OfflineLimits.AmountMaxMinor"/>.</summary>
    Amount = 3,

    /// <summary><see cref="OfflineLimits.FloorMinor"/>.</summary>
    Floor = 4,

    /// <summary><see cref="OfflineLimits.SumMaxMinor"/>.</summary>
    Sum = 5,

    /// <summary><see cref="OfflineLimits.CountMax"/>.</summary>
    Count = 6,

    /// <summary><see cref="OfflineLimits.AgeMax"/>.</summary>
    Age = 7,
}
