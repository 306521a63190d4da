using Dapper;
using Ledger.Rules.Codes;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>A line of the trial balance; <see cref="SystemAccount.None"/> stands for the members together.</summary>
public sealed record TrialBalanceRow(Asset Asset, SystemAccount Counter, long Debits, long Credits);
