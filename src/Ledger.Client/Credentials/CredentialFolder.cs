using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Ledger.Client.Credentials;

/// <summary>
/// The folder of a credential: <c>ledger</c>, <c>certificate.pem</c>, <c>key.pem</c>, <c>trust.pem</c>. Each file is replaced as a whole; a
/// key and its certificate are two files, so what was written before a crash and not put in its place is found beside them.
/// </summary>
internal sealed class CredentialFolder(string path)
{
    private const string Key = "key.pem";
    private const string Certificate = "certificate.pem";
    private const string Trust = "trust.pem";
    private const string Facts = "ledger";
    private const string Next = ".next";

    public string Path => path;

    /// <summary>There is a certificate, and not just the key of an enrolment that broke off.</summary>
    public bool HasCertificate => File.Exists(In(Certificate));

    /// <summary>Changes when the files do.</summary>
    public (DateTime, DateTime, DateTime) Stamp =>
        (File.GetLastWriteTimeUtc(In(Certificate)), File.GetLastWriteTimeUtc(In(Key)), File.GetLastWriteTimeUtc(In(Trust)));

    /// <summary>Reads the credential.</summary>
    /// <exception cref="LedgerCredentialException">There is none, or it cannot be read; the message says what is wrong with which
    /// file.</exception>
    public StoredCredential Read()
    {
        try
        {
            var facts = LedgerFacts.Read(File.ReadAllText(In(Facts)));
            var trust = Certificates(Trust);
            var pair = Pair(Certificate, Key) ?? Finished()
                ?? throw new LedgerCredentialException($"{In(Key)} is not the key of {In(Certificate)}.");
            return new StoredCredential(facts, pair, trust);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or CryptographicException or JsonException)
        {
            throw new LedgerCredentialException($"The credential in {path} cannot be read: {reason.Message}", reason);
        }
    }

    /// <summary>The key of an enrolment that broke off, or a new one; on the disk before anybody is told of it.</summary>
    public ECDsa BeginKey()
    {
        if (File.Exists(In(Key))) return DeviceKey.Read(File.ReadAllText(In(Key)));
        var key = DeviceKey.Make();
        Put(Key, key.ExportPkcs8PrivateKeyPem());
        return key;
    }

    /// <summary>Lets the next enrolment begin with another key.</summary>
    public void ForgetKey() => File.Delete(In(Key));

    /// <summary>Puts the first credential beside its key.</summary>
    public void PutFirst(LedgerFacts facts, IEnumerable<byte[]> certificates, IEnumerable<byte[]> trust)
    {
        Put(Trust, Pem(trust));
        Put(Facts, facts.ToText());
        // Last: it says that the rest is there.
        Put(Certificate, Pem(certificates));
    }

    /// <summary>Puts another credential in the place of the one there is.</summary>
    public void Replace(ECDsa key, IEnumerable<byte[]> certificates, IEnumerable<byte[]> trust)
    {
        Put(Trust, Pem(trust));
        Put(Certificate + Next, Pem(certificates));
        Put(Key + Next, key.ExportPkcs8PrivateKeyPem());
        Finish();
    }

    /// <summary>Lets nobody else renew the credential meanwhile; null: somebody does already.</summary>
    public FileStream? TryLock()
    {
        try
        {
            return new FileStream(In("renewal.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A crash between the two files left the new key with the old certificate, and the new one beside it.
    private X509Certificate2? Finished()
    {
        if (Pair(Certificate + Next, Key) is null && Pair(Certificate + Next, Key + Next) is null) return null;
        Finish();
        return Pair(Certificate, Key);
    }

    private void Finish()
    {
        if (File.Exists(In(Key + Next))) File.Move(In(Key + Next), In(Key), overwrite: true);
        File.Move(In(Certificate + Next), In(Certificate), overwrite: true);
    }

    private X509Certificate2? Pair(string certificate, string key)
    {
        if (!File.Exists(In(certificate)) || !File.Exists(In(key))) return null;
        try
        {
            return WithUsableKey(X509Certificate2.CreateFromPem(File.ReadAllText(In(certificate)), File.ReadAllText(In(key))));
        }
        // No pair, or no key at all.
        catch (Exception reason) when (reason is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private X509Certificate2Collection Certificates(string name)
    {
        var read = new X509Certificate2Collection();
        read.ImportFromPem(File.ReadAllText(In(name)));
        return read.Count > 0 ? read : throw new LedgerCredentialException($"{In(name)} has no certificate.");
    }

    // Windows makes no handshake with a key that was never in a store.
    private static X509Certificate2 WithUsableKey(X509Certificate2 pair)
    {
        if (!OperatingSystem.IsWindows()) return pair;
        using (pair)
        {
            var file = pair.Export(X509ContentType.Pkcs12);
#if NET9_0_OR_GREATER
            return X509CertificateLoader.LoadPkcs12(file, null);
#else
            return new X509Certificate2(file);
#endif
        }
    }

    private static string Pem(IEnumerable<byte[]> certificates) =>
        string.Join('\n', certificates.Select(der => PemEncoding.WriteString("CERTIFICATE", der))) + '\n';

    // Whole under another name first; nobody but its owner reads it.
    private void Put(string name, string text)
    {
        Directory.CreateDirectory(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = In($"{name}.{Guid.NewGuid():N}");
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, In(name), overwrite: true);
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}
