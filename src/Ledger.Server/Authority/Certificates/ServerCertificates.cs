using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ledger.Server.Basics;

namespace Ledger.Server.Authority.Certificates;

/// <summary>
/// The server's certificate and trust as handshakes take them, exchanged when their files change. Files that are no good, be it because
/// somebody is still writing them, leave what is in use in use. The ledger's own certificate is made anew in time.
/// </summary>
internal sealed partial class ServerCertificates
{
    /// <summary>A server's certificate that ends sooner is told; nobody has renewed it.</summary>
    private static readonly TimeSpan EndIsNear = TimeSpan.FromDays(14);

    private readonly AuthorityFiles _files;
    private readonly OwnAuthority? _own;
    private readonly string[] _names;
    private readonly TimeProvider _time;

    private TlsMaterial _current;
    private TlsTexts _seen;
    private string? _suspected;

    private ServerCertificates(
        AuthorityFiles files, OwnAuthority? own, string[] names, Guid ledger, TlsTexts texts, TlsMaterial material, TimeProvider time)
    {
        (_files, _own, _names, Ledger, _seen, _current, _time) = (files, own, names, ledger, texts, material, time);
    }

    /// <summary>The ledger whose callers are let in.</summary>
    public Guid Ledger { get; }

    /// <summary>What new handshakes are made with.</summary>
    public TlsMaterial Current => Volatile.Read(ref _current);

    /// <summary>What is wrong with the files, or that the certificate ends soon; null: nothing.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Who makes callers' certificates; null: none that this server would trust.</summary>
    public ICertificateIssuer? Issuer =>
        _own is not null && Current.Trust.Any(one => one.RawData.AsSpan().SequenceEqual(_own.Chain[0].RawData)) ? _own : null;

    /// <summary>Reads what there is, and makes what is the ledger's own where it is missing.</summary>
    /// <param name="names">Names of the server beside those of its machine.</param>
    /// <exception cref="CertificateRefusedException">Files cannot be used.</exception>
    /// <exception cref="SecretRefusedException">A key is open to others, or no key of its certificate.</exception>
    public static ServerCertificates Open(
        AuthorityFiles files, IEnumerable<string> names, Guid ledger, TimeProvider time, ILogger logger)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var own = files.IsCertificateOwn || files.IsTrustOwn
            ? OwnAuthority.ReadOrMake(files, ledger, now) : OwnAuthority.Read(files, ledger);
        if (files.IsTrustOwn) SecretFile.MakeUnlessThere(files.TrustBundle, File.ReadAllBytes(files.OwnAuthority));
        string[] all = [.. names.Concat(["localhost", Dns.GetHostName(), "127.0.0.1", "::1"]).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (files.IsCertificateOwn) RenewOwn(files, own!, all, now);
        var texts = Files(() => TlsTexts.Read(files));
        var material = Files(() => TlsMaterial.Load(files, texts, now));
        LogInUse(logger, material.NotAfter, material.Fingerprint);
        return new ServerCertificates(files, own, all, ledger, texts, material, time);
    }

    /// <summary>Looks at the files, and takes what has changed if it is good.</summary>
    public void Look(ILogger logger)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        try
        {
            if (_files.IsCertificateOwn && RenewOwn(_files, _own!, _names, now)) LogRenewed(logger);
            var texts = Files(() => TlsTexts.Read(_files));
            if (texts != _seen)
            {
                Volatile.Write(ref _current, Files(() => TlsMaterial.Load(_files, texts, now)));
                _seen = texts;
                LogInUse(logger, Current.NotAfter, Current.Fingerprint);
            }
            Tell(Current.NotAfter - now < EndIsNear ? $"the server's certificate ends at {Current.NotAfter:u}." : null, logger);
        }
        catch (Exception reason) when (reason is CertificateRefusedException or SecretRefusedException)
        {
            Tell(reason.Message, logger);
        }
    }

    // Certificate and key are two files, and somebody may be between them: it is trouble when the next look finds the same.
    private void Tell(string? found, ILogger logger)
    {
        var trouble = found == _suspected ? found : null;
        _suspected = found;
        if (trouble is not null && trouble != Trouble) LogTrouble(logger, trouble);
        Trouble = trouble;
    }

    /// <summary>Makes the ledger's own certificate of the server, or makes it anew for the same key. False: there was no need.</summary>
    private static bool RenewOwn(AuthorityFiles files, OwnAuthority own, string[] names, DateTime now) => Files(() =>
    {
        if (File.Exists(files.ServerCertificate) && IsGood(File.ReadAllText(files.ServerCertificate), own, names, now)) return false;
        using (var made = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            SecretFile.MakeUnlessThere(files.ServerKey, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(files.ServerKey));
        using var certificate = own.IssueServer(key, names, now);
        SecretFile.Replace(files.ServerCertificate, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        return true;
    });

    // A third of its life before its end there is another one, or as soon as the server goes by another name.
    private static bool IsGood(string pem, OwnAuthority own, string[] names, DateTime now)
    {
        using var certificate = Parsed(pem);
        if (certificate is null || certificate.NotAfter.ToUniversalTime() - now < CertificateFacts.Life / 3) return false;
        if (certificate.NotBefore.ToUniversalTime() > now || !IsBy(certificate, own)) return false;
        var says = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToArray();
        var there = says.SelectMany(one => one.EnumerateDnsNames())
            .Concat(says.SelectMany(one => one.EnumerateIPAddresses()).Select(address => address.ToString()))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return names.All(there.Contains);
    }

    private static bool IsBy(X509Certificate2 certificate, OwnAuthority own)
    {
        using var chain = new X509Chain();
        (chain.ChainPolicy.TrustMode, chain.ChainPolicy.RevocationMode) = (X509ChainTrustMode.CustomRootTrust, X509RevocationMode.NoCheck);
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Its days are looked at elsewhere, by this server's clock.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.CustomTrustStore.Add(own.Chain[0]);
        return chain.Build(certificate);
    }

    private static X509Certificate2? Parsed(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static T Files<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CertificateRefusedException($"A file cannot be used: {reason.Message}");
        }
    }

    [LoggerMessage(
        700, LogLevel.Information,
        "TLS with a certificate that holds until {NotAfter:u}; fingerprint of its key (SHA-256): {Fingerprint}.")]
    private static partial void LogInUse(ILogger logger, DateTime notAfter, string fingerprint);

    [LoggerMessage(701, LogLevel.Information, "The server's own certificate was made anew.")]
    private static partial void LogRenewed(ILogger logger);

    [LoggerMessage(702, LogLevel.Error, "Certificates need somebody: {Trouble} What was in use is in use.")]
    private static partial void LogTrouble(ILogger logger, string trouble);
}
