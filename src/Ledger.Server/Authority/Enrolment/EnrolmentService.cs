using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>Certificates of callers: the first for a token, the next ones for the one before.</summary>
internal sealed class EnrolmentService(
    ServerCertificates certificates, EnrolmentTokens tokens, CredentialRenewal renewal, EnrolmentBucket bucket)
{
    private const string RequestField = "certificate_request";

    public async Task<V1.IssuedCredential> Enroll(V1.EnrollRequest request, ServerCallContext context)
    {
        bucket.Take();
        var (asked, issuer) = (RequestOf(request.CertificateRequest), Issuer());
        var enrolled = await KeyOnceAsync(() => tokens.UseAsync(request.Token, asked, issuer, context.CancellationToken))
            ?? throw Problems.ToException(Problems.TokenNotAccepted());
        return Answer(enrolled, asked, issuer);
    }

    public async Task<V1.IssuedCredential> Renew(V1.RenewRequest request, ServerCallContext context)
    {
        var credential = Caller.Of(context.GetHttpContext()).Credential ?? throw Problems.ToException(Problems.NoCredential());
        var (asked, issuer) = (RequestOf(request.CertificateRequest), Issuer());
        var renewed = await KeyOnceAsync(() => renewal.RenewAsync(credential, asked, issuer, context.CancellationToken));
        return Answer(renewed, asked, issuer);
    }

    private static CallerRequest RequestOf(ByteString der)
    {
        var (request, fault) = CallerRequest.Read(der.ToByteArray());
        return request ?? throw Problems.ToException(Problems.Invalid(RequestField, fault!, "INVALID"));
    }

    private ICertificateIssuer Issuer() => certificates.Issuer ?? throw Problems.ToException(Problems.NoIssuer());

    private static async Task<T> KeyOnceAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (KeyInUseException)
        {
            throw Problems.ToException(Problems.Invalid(RequestField, "must be of a key that was not used before", "KEY_IN_USE"));
        }
    }

    private V1.IssuedCredential Answer(EnrolledCaller caller, CallerRequest request, ICertificateIssuer issuer)
    {
        using var certificate = issuer.Issue(request, caller.Facts);
        return new V1.IssuedCredential
        {
            Certificates = { issuer.Chain.Prepend(certificate).Select(one => ByteString.CopyFrom(one.RawData)) },
            Trust = { certificates.Current.Trust.Select(one => ByteString.CopyFrom(one.RawData)) },
            LedgerId = certificates.Ledger.ToString(),
            Caller = caller.Facts.Caller,
            Store = caller.Store,
            Terminal = caller.Terminal,
            NotAfter = Timestamp.FromDateTime(DateTime.SpecifyKind(caller.Facts.NotAfter, DateTimeKind.Utc)),
        };
    }
}
