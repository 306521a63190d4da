using Dapper;
using Npgsql;

namespace Ledger.Server.Journal.Schema;

/// <summary>The database cannot carry this ledger; the message says why and what to do.</summary>
public sealed class DatabaseRefusedException(string message) : Exception(message);
