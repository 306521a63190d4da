using System.Globalization;

namespace Ledger.Till;

/// <summary>Shows minor units with two decimals and no currency: 12800 is 128.00.</summary>
internal static class Money
{
    private const int MinorPerMajor = 100;

    public static string Show(long minor) => ((decimal)minor / MinorPerMajor).ToString("#,##0.00", CultureInfo.InvariantCulture);
}
