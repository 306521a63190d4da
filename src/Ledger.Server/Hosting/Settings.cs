using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Ledger.Server.Basics;
using Ledger.Server.Journal;

namespace Ledger.Server.Hosting;

/// <summary>
/// Where the server listens and what it works on. Read from the section <c>Ledger</c> of appsettings.json, then from environment variables:
/// <c>LEDGER_</c> and the property's name in upper snake case, e.g. <c>LEDGER_ADDRESS</c>. An unknown or unreadable one is refused by name.
/// </summary>
/// <remarks>Read by hand, since the configuration's binder passes over a name it does not know, and stops at the first value it cannot
/// read.</remarks>
public sealed class Settings
{
    /// <summary>
    /// Where to listen, HTTP/2 over TLS; port 0 takes a free one. With <see cref="Insecure"/> it is http:// and on loopback.
    /// </summary>
    public string Address { get; set; } = SecureAddress;
    /// <summary>
    /// Where callers and other servers of the ledger reach this one, e.g. https://ledger-1:5005; empty: <see cref="Address"/>, with the name
    /// of the machine where that listens on all its addresses.
    /// </summary>
    public string Advertise { get; set; } = "";
    /// <summary>
    /// Where to serve <c>/metrics</c> for Prometheus (HTTP/1.1), e.g. http://127.0.0.1:5006; empty: nowhere. Beyond loopback it is
    /// https://, for whoever has a caller's certificate.
    /// </summary>
    public string MetricsAddress { get; set; } = "";
    /// <summary>Npgsql connection string of an existing PostgreSQL; empty: the server runs its own under <see cref="Data"/>.</summary>
    public string Connection { get; set; } = "";
    /// <summary>Connection string of the login that applies migrations; empty: <see cref="Connection"/>.</summary>
    public string MigrateConnection { get; set; } = "";
    /// <summary>Folder of the server's own PostgreSQL and keys.</summary>
    public string Data { get; set; } = ".ledger";
    /// <summary>Folder of the program documents and stores.yaml; empty: the ones shipped beside the server.</summary>
    public string Programs { get; set; } = "";
    /// <summary>
    /// File with the 32 or more secret bytes that card tokens are hashed with; empty: <c>card.key</c> under <see cref="Data"/>, made at
    /// first start.
    /// </summary>
    public string CardKeyFile { get; set; } = "";
    /// <summary>
    /// File with the 32 or more secret bytes that PINs are hashed with; empty: <c>pin.pepper</c> under <see cref="Data"/>, made at first
    /// start.
    /// </summary>
    public string PinPepperFile { get; set; } = "";
    /// <summary>
    /// Partitions of a new ledger, 1 to 1024; fixed once the ledger exists. They say how far a ledger can be spread over servers, and
    /// share the lanes of each.
    /// </summary>
    public int Partitions { get; set; } = 64;
    /// <summary>
    /// Commits that this server has under way at once, 1 to 64, each over a connection of its own; its partitions share them. Unless stated
    /// as many as the machine has cores, from 2 to 8.
    /// </summary>
    public int Lanes { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 8);
    /// <summary>Name of this server among those of one ledger; a server takes its own partitions back at once after a crash.</summary>
    public string Node { get; set; } = Environment.MachineName;
    /// <summary>
    /// PEM file of the server's certificate and those between it and its root; empty: one of the ledger's own authority, under
    /// <see cref="Data"/>.
    /// </summary>
    public string Certificate { get; set; } = "";
    /// <summary>PEM file of its key; given together with it.</summary>
    public string CertificateKey { get; set; } = "";
    /// <summary>
    /// PEM file of the authorities whose certificates callers may come with, and which clients that enrol are to trust; empty: the ledger's
    /// own authority, under <see cref="Data"/>.
    /// </summary>
    public string Trust { get; set; } = "";
    /// <summary>
    /// Names and addresses that callers reach this server by, with commas between; for the ledger's own certificate, beside localhost,
    /// 127.0.0.1, ::1 and the machine's name.
    /// </summary>
    public string ServerNames { get; set; } = "";
    /// <summary>
    /// Make credentials of an administrator and a terminal when a ledger without callers is started on a given database, as it is done on
    /// the server's own.
    /// </summary>
    public bool FirstCallers { get; set; }
    /// <summary>Serve without TLS and take every caller's word, on a loopback address only.</summary>
    public bool Insecure { get; set; }
    /// <summary>Tell callers which calls and messages there are (gRPC server reflection), for tools such as grpcurl.</summary>
    public bool Reflection { get; set; }
    /// <summary>What the log looks like: text, or json for an object a line.</summary>
    public string LogFormat { get; set; } = ConsoleLog.Text;
    /// <summary>A file to write the address into once the server serves; empty: none.</summary>
    public string ReadyFile { get; set; } = "";
    /// <summary>The bounds of the server.</summary>
    public Limits Limits { get; set; } = new();

    /// <summary>For tests: callers have to prove who they are, also without TLS.</summary>
    internal bool RequiresCredentials { get; set; }
    /// <summary>For tests: what is to run before anything else looks at a call.</summary>
    internal Action<WebApplication>? BeforeCalls { get; set; }

    private const string SecureAddress = "https://127.0.0.1:5005";
    private const string InsecureAddress = "http://127.0.0.1:5005";
    private const int LanesMax = 64;

    /// <summary>Of the environment variables that are settings.</summary>
    internal const string Prefix = "LEDGER_";

    // Whoever asks a ledger may have it in the environment in which he starts one.
    private const string CredentialsVariable = "LEDGER_CREDENTIALS";

    /// <summary>Reads the settings. Throws <see cref="SettingsException"/> with every mistake it finds.</summary>
    public static Settings Read(IConfiguration file, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var settings = new Settings();
        var wrong = new List<string>();
        foreach (var (key, value) in file.GetSection("Ledger").AsEnumerable(makePathsRelative: true))
            if (value is not null) settings.SetFromFile(key, value, wrong);
        foreach (var (key, value) in environment)
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && key != CredentialsVariable)
                settings.SetFromEnvironment(key, value, wrong);

        wrong.AddRange(settings.Limits.Check());
        if (settings.Partitions is < 1 or > 1024) wrong.Add("Partitions must be 1 to 1024.");
        if (settings.Lanes is < 1 or > LanesMax) wrong.Add($"Lanes must be 1 to {LanesMax}.");
        if (settings.LogFormat is not (ConsoleLog.Text or ConsoleLog.Json))
            wrong.Add($"LogFormat must be text or json, not \"{settings.LogFormat}\".");
        if (settings.Insecure && settings.Address == SecureAddress) settings.Address = InsecureAddress;
        settings.CheckAddress(wrong);
        if (settings.Advertise.Length > 0 && !Advertised.IsAddress(settings.Advertise))
            wrong.Add($"Advertise must look like https://ledger-1:5005, not \"{settings.Advertise}\".");
        else if (settings.Advertise.Length > 0 && new Uri(settings.Advertise).Scheme != new Uri(settings.Address).Scheme)
            wrong.Add($"Advertise {settings.Advertise} must be of the scheme that the server listens with.");
        if (settings.MetricsAddress.Length > 0) settings.CheckMetricsAddress(wrong);
        settings.CheckCertificates(wrong);
        if (wrong.Count == 0 && settings.IsOneAddressForBoth()) wrong.Add("MetricsAddress must be another one than Address.");
        CheckConnection(nameof(Connection), settings.Connection, wrong);
        CheckConnection(nameof(MigrateConnection), settings.MigrateConnection, wrong);
        if (settings.Programs.Length > 0 && !Directory.Exists(settings.Programs))
            wrong.Add($"Programs {settings.Programs} is not a folder.");
        return wrong.Count == 0 ? settings : throw new SettingsException(wrong);
    }

    private static void CheckConnection(string name, string value, List<string> wrong)
    {
        if (value.Length > 0 && LedgerDatabaseOptions.FaultOf(value) is { } fault) wrong.Add($"{name} is not a connection string: {fault}");
    }

    // Port 0 is another one each time.
    private bool IsOneAddressForBoth() =>
        MetricsAddress.Length > 0
        && Listening.EndPointOf(Address) is { Port: > 0 } address
        && address.Equals(Listening.EndPointOf(MetricsAddress));

    /// <summary>The names of <see cref="ServerNames"/>.</summary>
    internal string[] ServerNameList => ServerNames.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private void CheckAddress(List<string> wrong)
    {
        if (!IsAddress(Address, out var address))
            wrong.Add($"Address must look like {(Insecure ? InsecureAddress : SecureAddress)}, not \"{Address}\".");
        else if (Insecure && !IsLoopback(address))
            wrong.Add($"Address {Address} can be reached by others, which --insecure is not for: without TLS it must be a loopback address.");
        else if (Insecure && address.Scheme != Uri.UriSchemeHttp)
            wrong.Add($"Address {Address} is of TLS, and --insecure is without: say http://, or leave --insecure out.");
        else if (!Insecure && address.Scheme != Uri.UriSchemeHttps)
            wrong.Add($"Address {Address} is without TLS: say https://, or --insecure for a loopback address if that is meant.");
    }

    private void CheckMetricsAddress(List<string> wrong)
    {
        if (!IsAddress(MetricsAddress, out var address))
            wrong.Add($"MetricsAddress must look like http://127.0.0.1:5006, not \"{MetricsAddress}\".");
        else if (address.Scheme == Uri.UriSchemeHttp && !IsLoopback(address))
            wrong.Add($"MetricsAddress {MetricsAddress} can be reached by others: say https://, or use a loopback address.");
        else if (address.Scheme == Uri.UriSchemeHttps && Insecure)
            wrong.Add($"MetricsAddress {MetricsAddress} is of TLS, and --insecure is without.");
    }

    private void CheckCertificates(List<string> wrong)
    {
        if (Certificate.Length > 0 != CertificateKey.Length > 0) wrong.Add("Certificate and CertificateKey are given together.");
        foreach (var (name, file) in new[] { (nameof(Certificate), Certificate), (nameof(CertificateKey), CertificateKey),
            (nameof(Trust), Trust) })
            if (file.Length > 0 && !File.Exists(file)) wrong.Add($"{name} {file} is not a file.");
        foreach (var name in ServerNameList)
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
                wrong.Add($"ServerNames has \"{name}\", which is no name of a machine.");
    }

    private static bool IsAddress(string value, out Uri address) =>
        Uri.TryCreate(value, UriKind.Absolute, out address!)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && IsListenable(address);

    private void SetFromFile(string path, string value, List<string> wrong)
    {
        const string limits = "Limits:";
        object owner = path.StartsWith(limits, StringComparison.OrdinalIgnoreCase) ? Limits : this;
        var name = owner == Limits ? path[limits.Length..] : path;
        Set([owner], property => property.Equals(name, StringComparison.OrdinalIgnoreCase), $"Ledger:{path}", value, wrong);
    }

    private void SetFromEnvironment(string variable, string value, List<string> wrong) =>
        Set([this, Limits], property => UpperSnake(property) == variable[Prefix.Length..], variable, value, wrong);

    private static void Set(object[] owners, Predicate<string> isMeant, string source, string value, List<string> wrong)
    {
        foreach (var owner in owners)
        {
            var property = owner.GetType().GetProperties().FirstOrDefault(p => p.PropertyType != typeof(Limits) && isMeant(p.Name));
            if (property is null) continue;
            SetProperty(owner, property, source, value, wrong);
            return;
        }
        wrong.Add($"{source} is not a setting.");
    }

    private static void SetProperty(object owner, PropertyInfo property, string source, string value, List<string> wrong)
    {
        try
        {
            property.SetValue(owner, Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
        }
        catch (Exception reason) when (reason is FormatException or OverflowException or InvalidCastException)
        {
            var wanted = property.PropertyType == typeof(bool) ? "true or false" : "a whole number in range";
            wrong.Add($"{source} is \"{value}\", which is not {wanted}.");
        }
    }

    /// <summary>The name of a property as environment variables have it, without <see cref="Prefix"/>.</summary>
    internal static string UpperSnake(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToUpperInvariant(letter));
        }
        return snake.ToString();
    }

    private static bool IsListenable(Uri address) => address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _);

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
