using Ledger.V1;
using Ledger.Yardstick.Load;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Yardstick.Legs;

/// <summary>
/// The plain competitor's work as a PL/pgSQL function, called straight from this program: no gRPC, one round trip a request.
/// </summary>
internal sealed class FunctionLeg : Leg
{
    private const string Database = "function";
    private const int ConnectionCount = 16;

    public override string Name => "function";

    public override string Description =>
        "the same as one PL/pgSQL function a request, prepared, straight over 16 connections without a server";

    public override async Task<Round> RunAsync(Site site, int number)
    {
        var connection = await site.Templates.NaiveAsync(Database);
        var calls = new List<Call>();
        Round round;
        try
        {
            for (var i = 0; i < ConnectionCount; i++) calls.Add(await Call.OpenAsync(connection));
            round = await site.MeasureAsync(null, site.ClientWarmUp(number), window => ClosedLoop.RunAsync(
                site.Callers(ConnectionCount), window, (caller, operation) => calls[caller].PostAsync(operation)));
        }
        finally
        {
            foreach (var call in calls) await call.DisposeAsync();
        }
        await site.Cluster.DropAsync(Database);
        return round;
    }

    /// <summary>One connection with the call prepared.</summary>
    private sealed class Call : IAsyncDisposable
    {
        private readonly NpgsqlConnection _connection;
        private readonly NpgsqlCommand _command;

        private Call(NpgsqlConnection connection)
        {
            _connection = connection;
            _command = new NpgsqlCommand("SELECT result, points_left, principal_left, replayed FROM post($1, $2, $3, $4, $5, $6, $7, $8)",
                connection);
            foreach (var type in new[]
            {
                NpgsqlDbType.Uuid, NpgsqlDbType.Bigint, NpgsqlDbType.Smallint, NpgsqlDbType.Bigint, NpgsqlDbType.Integer,
                    NpgsqlDbType.Integer,
                NpgsqlDbType.Bigint, NpgsqlDbType.TimestampTz,
            })
                _command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        public static async Task<Call> OpenAsync(string connectionString)
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            var call = new Call(connection);
            await call._command.PrepareAsync();
            return call;
        }

        public async Task<Receipt> PostAsync(Operation operation)
        {
            var accrues = operation.KindCase == Operation.KindOneofCase.Accrue;
            object[] values =
            [
                new Guid(operation.Key.Span, bigEndian: true), operation.Account, accrues ? (short)4 : (short)5,
                accrues ? operation.Accrue.PurchaseMinor : operation.Debit.AmountMinor, operation.Store, operation.Terminal,
                operation.TerminalSeq,
                operation.BusinessTime.ToDateTime(),
            ];
            for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i];
            await using var reader = await _command.ExecuteReaderAsync();
            await reader.ReadAsync();
            return new Receipt
            {
                Key = operation.Key, Account = operation.Account, Outcome = (Outcome)reader.GetInt16(0), Replayed = reader.GetBoolean(3),
                Balances = new Holdings { Points = reader.GetInt64(1), PrincipalMinor = reader.GetInt64(2) },
            };
        }

        public async ValueTask DisposeAsync()
        {
            await _command.DisposeAsync();
            await _connection.DisposeAsync();
        }
    }
}
