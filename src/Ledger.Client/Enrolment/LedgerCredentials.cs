using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Ledger.Client.Credentials;
using Ledger.Client.Wire;
using Ledger.V1;

namespace Ledger.Client;

/// <summary>Gets a device the certificate by which the ledger knows it. Afterwards <see cref="LedgerClientOptions.Credentials"/> names the
/// folder, and the client keeps what is in it from ending.</summary>
public static class LedgerCredentials
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);

    /// <summary>Enrols this device: makes a key in the folder, which does not leave it, and gets the certificate for it by a token. Called
    /// again with the same token after an answer was lost it goes on with the same key.</summary>
    /// <param name="address">Where the ledger listens, <c>https://…</c>.</param>
    /// <param name="token">What somebody was given for this device, as it was typed.</param>
    /// <param name="trust">How the server is known.</param>
    /// <param name="folder">An empty folder, or one that is made, for the credential.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The caller's number.</returns>
    /// <exception cref="LedgerRequestException">The ledger does not take the token or the request.</exception>
    /// <exception cref="LedgerUnavailableException">There was no answer, or the server is not trusted. Trying again is safe.</exception>
    /// <exception cref="LedgerCredentialException">There is a credential in the folder already, or it cannot be written.</exception>
    public static async Task<int> EnrollAsync(
        Uri address, string token, LedgerTrust trust, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (address.Scheme != Uri.UriSchemeHttps) throw new ArgumentException("A device enrols over https:// only.", nameof(address));
        var files = new CredentialFolder(folder);
        if (files.HasCertificate) throw new LedgerCredentialException($"There is a credential in {folder} already.");
        using var channel = GrpcChannel.ForAddress(address,
            new GrpcChannelOptions { HttpHandler = Handler(trust), DisposeHttpClient = true });
        IssuedCredential issued;
        try
        {
            issued = await AskAsync(channel, files, token, address, cancellation);
        }
        catch (LedgerRequestException refused) when (refused.Problem.Has("KEY_IN_USE"))
        {
            // The key of an enrolment whose answer was lost, and this is another token.
            files.ForgetKey();
            issued = await AskAsync(channel, files, token, address, cancellation);
        }
        files.PutFirst(
            new LedgerFacts(address.ToString().TrimEnd('/'), issued.LedgerId, issued.Caller, issued.Store, issued.Terminal),
            issued.Certificates.Select(one => one.ToByteArray()), issued.Trust.Select(one => one.ToByteArray()));
        return issued.Caller;
    }

    private static async Task<IssuedCredential> AskAsync(
        GrpcChannel channel, CredentialFolder files, string token, Uri address, CancellationToken cancellation)
    {
        using var key = files.BeginKey();
        var request = new EnrollRequest { Token = token, CertificateRequest = ByteString.CopyFrom(DeviceKey.RequestFor(key)) };
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(_longest);
        try
        {
            return await new V1.Enrolment.EnrolmentClient(channel).EnrollAsync(request, cancellationToken: bounded.Token);
        }
        catch (RpcException reason)
        {
            var failure = Failure.Of(reason, address);
            if (!failure.Verdict.WorthRetry) throw new LedgerRequestException(failure.Problem);
            throw new LedgerUnavailableException(
                failure.Problem, failure.HopelessBecause ?? UnresolvedReason.AttemptsExhausted, attempts: 1);
        }
    }

    private static SocketsHttpHandler Handler(LedgerTrust trust)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = _longest, UseCookies = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            trust.IsTrusted(certificate, chain, errors);
        return handler;
    }
}
