using Ledger.Echo;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;

// What a single call costs when nobody does anything: the ledger's own listener, limits, log and runtime settings around an empty service.
// As the ledger's server does, it writes its address into the file of LEDGER_READY_FILE once it serves.
var settings = new Settings { Address = "http://127.0.0.1:0", Insecure = true };
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddLedgerConsole(settings.LogFormat);
builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, settings, settings.Limits.ConnectionsMax));
builder.Services.AddSingleton<PostingService>().AddGrpc(grpc => grpc.MaxReceiveMessageSize = settings.Limits.MessageMaxBytes);

await using var app = builder.Build();
app.MapGrpcService<PostingService>();
await app.StartAsync();
if (Environment.GetEnvironmentVariable("LEDGER_READY_FILE") is { } ready) await File.WriteAllTextAsync(ready, app.Urls.First());
await app.WaitForShutdownAsync();
