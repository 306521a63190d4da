using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>
/// A caller's credential as its client reads it: <c>ledger</c> (JSON: address, ledger id, caller, store, terminal), <c>certificate.pem</c>,
/// <c>key.pem</c>, <c>trust.pem</c>.
/// </summary>
internal sealed record CredentialFolder(string Path)
{
    private static readonly JsonSerializerOptions _lines = new() { WriteIndented = true };

    /// <summary>Writes the whole; what lies there is replaced.</summary>
    public void Write(ECDsa key, X509Certificate2 certificate, ICertificateIssuer issuer, X509Certificate2Collection trust)
    {
        Put("key.pem", key.ExportPkcs8PrivateKeyPem());
        Put("certificate.pem", Pem(issuer.Chain.Prepend(certificate)));
        Put("trust.pem", Pem(trust));
    }

    /// <summary>Says where the ledger is, if there is a credential here and it is said otherwise.</summary>
    public void Tell(Uri address, Guid ledger, int caller, int store, int terminal)
    {
        var text = JsonSerializer.Serialize(
            new { address = address.ToString().TrimEnd('/'), ledger = ledger.ToString(), caller, store, terminal }, _lines);
        Put("ledger", text);
    }

    /// <summary>The same, of a credential that was made at another time; nothing happens where there is none.</summary>
    public void Tell(Uri address)
    {
        var file = In("ledger");
        if (!File.Exists(file)) return;
        using var told = JsonDocument.Parse(File.ReadAllText(file));
        var (says, root) = (told.RootElement.GetProperty("address").GetString(), told.RootElement);
        if (says == address.ToString().TrimEnd('/')) return;
        Tell(address, root.GetProperty("ledger").GetGuid(), root.GetProperty("caller").GetInt32(), root.GetProperty("store").GetInt32(),
            root.GetProperty("terminal").GetInt32());
    }

    private static string Pem(IEnumerable<X509Certificate2> certificates) =>
        string.Join('\n', certificates.Select(one => one.ExportCertificatePem())) + '\n';

    private void Put(string name, string text) => SecretFile.Replace(In(name), Encoding.UTF8.GetBytes(text));

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
