using System.Diagnostics;
using System.Runtime.CompilerServices;
using Ledger.Tooling.Processes;

namespace Ledger.Server.Tests.Authority;

/// <summary>A proxy on layer 4 passes TLS on: callers are who they are, as if it were not there.</summary>
[Collection(Disturbances.Name)]
public sealed class ProxyTests(LedgerCluster cluster) : TlsTest(cluster)
{
    [HaproxyFact]
    public async Task Behind_haproxy_in_tcp_mode_a_caller_posts_and_a_stranger_does_not()
    {
        var proxy = new UriBuilder(LoopbackPort.FreeAddress()) { Scheme = "https" }.Uri;
        var file = Path.Combine(Data, "haproxy.cfg");
        await File.WriteAllTextAsync(file, $"""
            defaults
              mode tcp
              timeout connect 5s
              timeout client 1h
              timeout server 1h
            frontend ledger
              bind 127.0.0.1:{proxy.Port}
              default_backend ledger
            backend ledger
              server one 127.0.0.1:{Ledger.Host.Address.Port} check

            """);
        using var process = Process.Start(new ProcessStartInfo(HaproxyFactAttribute.Program!, ["-db", "-q", "-f", file]))!;
        try
        {
            var client = ClientOf(Till, options => options.Address = proxy);
            Assert.IsType<PostingResult.Posted>(await client.OpenAccountAsync("card-of-member-1"));

            var stranger = new LedgerClient(new LedgerClientOptions
            {
                Address = proxy, Store = 1, Terminal = 7,
                ConfigureHandler = handler => handler.SslOptions.RemoteCertificateValidationCallback =
                    (_, shown, _, _) => shown?.GetSerialNumberString() == Certificates.Current.Leaf.SerialNumber,
            });
            await using var _ = stranger;
            var refused = await Assert.ThrowsAsync<LedgerRequestException>(() => stranger.OpenAccountAsync("card-of-member-2"));
            Assert.Equal("NO_CREDENTIAL", refused.Problem.Reason);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>A test that needs haproxy.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class HaproxyFactAttribute : FactAttribute
    {
        public HaproxyFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
            : base(sourceFilePath, sourceLineNumber)
        {
            if (Program is null) Skip = "haproxy is not installed: apt-get install haproxy.";
        }

        public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "haproxy")).FirstOrDefault(File.Exists);
    }
}
