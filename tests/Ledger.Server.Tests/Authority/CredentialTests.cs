using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ledger.Server.Authority.Certificates;

namespace Ledger.Server.Tests.Authority;

/// <summary>The typed client with a credential's folder: it enrols, it calls, and it keeps the credential from ending.</summary>
[Collection(Disturbances.Name)]
public sealed class CredentialTests(LedgerCluster cluster) : TlsTest(cluster)
{
    private string Folder => Path.Combine(Data, "device");

    private string CertificateFile => Path.Combine(Folder, "certificate.pem");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_that_was_told_a_fingerprint_or_an_authority_enrols_and_posts(bool byFingerprint)
    {
        var caller = await AddTerminalAsync(8);
        var trust = byFingerprint ? LedgerTrust.FromFingerprint(Certificates.Current.Fingerprint)
            : LedgerTrust.FromFile(Path.Combine(Till, "trust.pem"));

        Assert.Equal(caller, await LedgerCredentials.EnrollAsync(Ledger.Host.Address, await TokenAsync(caller), trust, Folder));

        // Address, store and terminal are in the folder.
        var client = ClientOf(Folder);
        Assert.IsType<PostingResult.Posted>(await client.OpenAccountAsync("card-of-member-1"));
        Assert.Equal((1, 8), Assert.Single(await QueryAsync<(int, int)>("SELECT store, terminal FROM journal")));
        foreach (var file in Directory.GetFiles(Folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_server_that_is_not_the_one_that_was_told_gets_no_token()
    {
        var token = await TokenAsync(await AddTerminalAsync(8));
        var other = LedgerTrust.FromFingerprint(new string('0', 64));

        var away = await Assert.ThrowsAsync<LedgerUnavailableException>(() =>
            LedgerCredentials.EnrollAsync(Ledger.Host.Address, token, other, Folder));

        Assert.Equal(UnresolvedReason.NotTrusted, away.Reason);
        // The token was not shown to it, and the key that was made is good for the right one.
        await LedgerCredentials.EnrollAsync(
            Ledger.Host.Address, token, LedgerTrust.FromFingerprint(Certificates.Current.Fingerprint), Folder);
        await Assert.ThrowsAsync<LedgerCredentialException>(() => LedgerCredentials.EnrollAsync(
            Ledger.Host.Address, token, LedgerTrust.FromFingerprint(Certificates.Current.Fingerprint), Folder));
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_told_and_the_next_one_is()
    {
        var trust = LedgerTrust.FromFingerprint(Certificates.Current.Fingerprint);
        var refused = await Assert.ThrowsAsync<LedgerRequestException>(() =>
            LedgerCredentials.EnrollAsync(Ledger.Host.Address, "none", trust, Folder));
        Assert.Equal("TOKEN_NOT_ACCEPTED", refused.Problem.Reason);

        await LedgerCredentials.EnrollAsync(Ledger.Host.Address, await TokenAsync(await AddTerminalAsync(8)), trust, Folder);
    }

    [Fact]
    public async Task A_device_whose_answer_was_lost_for_good_enrols_by_another_token()
    {
        var caller = await AddTerminalAsync(8);
        await EnrolledAsync(caller);
        // As if the answer had never come: the key is there, and its credential at the ledger.
        foreach (var file in Directory.GetFiles(Folder).Where(file => !file.EndsWith("key.pem", StringComparison.Ordinal)))
            File.Delete(file);

        await EnrolledAsync(caller);

        Assert.IsType<PostingResult.Posted>(await ClientOf(Folder).OpenAccountAsync("card-of-member-1"));
    }

    [Fact]
    public async Task A_folder_whose_trust_is_another_trusts_nobody_else()
    {
        await EnrolledAsync();
        var authority = new AuthorityFiles(Path.Combine(Data, "other"), "", "", "");
        OwnAuthority.ReadOrMake(authority, Guid.NewGuid(), DateTime.UtcNow);
        File.Copy(authority.OwnAuthority, Path.Combine(Folder, "trust.pem"), overwrite: true);

        var unresolved = Assert.IsType<PostingResult.Unresolved>(await ClientOf(Folder).OpenAccountAsync("card-of-member-1"));

        Assert.Equal(UnresolvedReason.NotTrusted, unresolved.Reason);
    }

    [Fact]
    public async Task Within_its_first_third_a_credential_is_not_renewed()
    {
        await EnrolledAsync();
        using var certificate = X509Certificate2.CreateFromPemFile(CertificateFile, Path.Combine(Folder, "key.pem"));
        using var device = new Device();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new Enrolment.EnrolmentClient(ChannelOf(certificate))
            .RenewAsync(new RenewRequest { CertificateRequest = device.Request() }));

        Assert.Equal("TOO_EARLY", Problem.Of(refused).Reason());
    }

    [Fact]
    public async Task A_credential_is_renewed_by_itself_and_the_outbox_goes_on()
    {
        var caller = await EnrolledAsync();
        var oldKey = await GrowOldAsync(Folder);
        using var before = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(CertificateFile));
        using var outbox = TerminalOutbox.Open(Path.Combine(Data, "outbox"), store: 1, terminal: 8);
        var client = ClientOf(Folder);
        await outbox.PostAsync(client, client.Operations.OpenAccount("card-of-member-1", 42));

        await Wait.UntilAsync(() => Task.FromResult(SerialInFolder() != before.SerialNumber), "the credential is renewed");
        for (var sale = 0; sale < 3; sale++)
            Assert.IsType<PostingResult.Posted>(await outbox.PostAsync(client, client.Operations.TopUp(Target.Account(42), 100)));

        Assert.Equal(2, await ScalarAsync<long>($"SELECT count(*) FROM credential WHERE caller = {caller} AND revoked_at IS NULL"));
        using var key = KeyOf(oldKey);
        using var old = before.CopyWithPrivateKey(key);
        // The one before holds until its end, and a new client begins with the new one.
        await new Posting.PostingClient(ChannelOf(old)).PostAsync(client.Operations.OpenAccount());
        Assert.IsType<PostingResult.Posted>(await ClientOf(Folder).TopUpAsync(Target.Account(42), 100));
        using var after = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(CertificateFile));
        Assert.True(after.NotAfter.ToUniversalTime() > DateTime.UtcNow.AddDays(89));
    }

    [Fact]
    public async Task A_crash_between_key_and_certificate_loses_neither()
    {
        var caller = await EnrolledAsync();
        var next = Path.Combine(Data, "next");
        await LedgerCredentials.EnrollAsync(
            Ledger.Host.Address, await TokenAsync(caller),
            LedgerTrust.FromFingerprint(Certificates.Current.Fingerprint), next);
        // As a renewal that was cut off leaves it: the key is in its place, the certificate beside it.
        File.Copy(Path.Combine(next, "key.pem"), Path.Combine(Folder, "key.pem"), overwrite: true);
        File.Copy(Path.Combine(next, "certificate.pem"), Path.Combine(Folder, "certificate.pem.next"));

        Assert.IsType<PostingResult.Posted>(await ClientOf(Folder).OpenAccountAsync("card-of-member-1"));

        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(next, "certificate.pem")), await File.ReadAllTextAsync(CertificateFile));
        Assert.False(File.Exists($"{CertificateFile}.next"));
    }

    [Fact]
    public async Task A_caller_that_is_none_any_more_renews_nothing()
    {
        await EnrolledAsync();
        await GrowOldAsync(Folder);
        using var certificate = X509Certificate2.CreateFromPemFile(CertificateFile, Path.Combine(Folder, "key.pem"));
        await ExecuteAsync("UPDATE caller SET revoked_at = now() WHERE terminal = 8");
        using var device = new Device();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new Enrolment.EnrolmentClient(ChannelOf(certificate))
            .RenewAsync(new RenewRequest { CertificateRequest = device.Request() }));

        // By a server that has heard of it already, or by the one that renews.
        Assert.True(Problem.Of(refused).Reason() is "CALLER_REVOKED" or "NOT_ISSUED_HERE");
    }

    private async Task<int> EnrolledAsync(int? of = null)
    {
        var caller = of ?? await AddTerminalAsync(8);
        await LedgerCredentials.EnrollAsync(
            Ledger.Host.Address, await TokenAsync(caller), LedgerTrust.FromFingerprint(Certificates.Current.Fingerprint), Folder);
        return caller;
    }

    private static ECDsa KeyOf(byte[] exported)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(exported, out _);
        return key;
    }

    private string SerialInFolder()
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(CertificateFile));
        return certificate.SerialNumber;
    }
}
