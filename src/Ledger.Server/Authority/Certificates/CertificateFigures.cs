using System.Diagnostics.Metrics;

namespace Ledger.Server.Authority.Certificates;

/// <summary>What there is to watch of certificates.</summary>
internal sealed class CertificateFigures
{
    public CertificateFigures(IMeterFactory meters, ServerCertificates certificates, Handshakes handshakes, TimeProvider time)
    {
        var meter = meters.Create("Ledger.Certificates");
        meter.CreateObservableGauge(
            "ledger_certificate_left_seconds", () => (long)(certificates.Current.NotAfter - time.GetUtcNow().UtcDateTime).TotalSeconds, "s",
            "How long the server's certificate in use still holds.");
        meter.CreateObservableGauge(
            "ledger_certificate_trouble", () => certificates.Trouble is null ? 0 : 1, null,
            "1 while the files of certificates cannot be used, or the server's certificate ends soon.");
        meter.CreateObservableCounter(
            "ledger_certificates_refused", () => handshakes.Refused, "{certificate}", "Certificates of callers that did not hold up.");
    }
}
