using System.Net;
using Ledger.Naive;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;

// The yardstick's plain competitor: one gRPC call, one transaction. Reads the connection string from NAIVE_CONNECTION and, as the ledger's
// server does, writes its address into the file of LEDGER_READY_FILE once it serves.
var connection = new NpgsqlConnectionStringBuilder(
    Environment.GetEnvironmentVariable("NAIVE_CONNECTION") ?? throw new InvalidOperationException("NAIVE_CONNECTION is missing."))
{
    // More than a small machine has cores for, and far below the default of 100: callers queue here rather than in PostgreSQL.
    MaxPoolSize = 32,
    MaxAutoPrepare = 20,
    AutoPrepareMinUsages = 2,
    NoResetOnClose = true,
};

await using var database = NpgsqlDataSource.Create(connection);
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
    kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
});
builder.WebHost.UseUrls();
builder.Services.AddSingleton(database).AddSingleton<PostingService>().AddGrpc();

await using var app = builder.Build();
app.MapGrpcService<PostingService>();
await app.StartAsync();
if (Environment.GetEnvironmentVariable("LEDGER_READY_FILE") is { } ready) await File.WriteAllTextAsync(ready, app.Urls.First());
await app.WaitForShutdownAsync();
