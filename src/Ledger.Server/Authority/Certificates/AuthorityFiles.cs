namespace Ledger.Server.Authority.Certificates;

/// <summary>Where the files about certificates lie: those of settings, and of the ledger's own under its data folder.</summary>
/// <param name="Data">The server's data folder.</param>
/// <param name="Certificate">The server's certificate; empty: the ledger's own.</param>
/// <param name="CertificateKey">Its key; empty: the ledger's own.</param>
/// <param name="Trust">Whom callers' certificates must come from; empty: the ledger's own authority.</param>
internal sealed record AuthorityFiles(string Data, string Certificate, string CertificateKey, string Trust)
{
    public string OwnAuthority => Own("ca.pem");

    public string OwnAuthorityKey => Own("ca.key");

    public string ServerCertificate => IsCertificateOwn ? Own("server.pem") : Certificate;

    public string ServerKey => IsCertificateOwn ? Own("server.key") : CertificateKey;

    public string TrustBundle => IsTrustOwn ? Own("trust.pem") : Trust;

    /// <summary>The server's certificate is made, and made anew in time, by the ledger itself.</summary>
    public bool IsCertificateOwn => Certificate.Length == 0;

    /// <summary>Callers' certificates are those of the ledger's own authority.</summary>
    public bool IsTrustOwn => Trust.Length == 0;

    private string Own(string name) => Path.Combine(Data, "authority", name);
}
