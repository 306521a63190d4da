using System.CommandLine;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Ledger.Client;
using Ledger.Client.Credentials;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Authority;

/// <summary>
/// Credentials of this machine: the first one by a token, the next ones by the one before, and keys that are let in no more.
/// </summary>
internal static class EnrolmentCommands
{
    private const string DataVariable = "LEDGER_DATA";

    private static readonly Option<string?> _into = Worded.Text(
        "--into", "FOLDER", "Where the credential goes; made if it is not there. The key is made there and leaves it never.",
        required: true);

    public static Command Init()
    {
        var name = Worded.Text("--name", "NAME", "What you are called among the callers; at most 64 characters.", required: true);
        return new Command("init", "Makes you an administrator of a new ledger, with the credential that the server's first start left in "
            + $"credentials/admin of its data folder ({DataVariable}, or .ledger).") { name, _into }.Does(async run =>
            {
                var first = run.Of(ConnectionOptions.Credentials)
                    ?? Path.Combine(ConnectionOptions.Variable(DataVariable) ?? ".ledger", "credentials", "admin");
                if (!Directory.Exists(first))
                    throw new WrongArgumentsException(
                        $"There is no credential in {first}: start the server once (with --first-callers on a "
                        + "database that was given), or name the folder with --credentials.");
                RequireNew(run);
                var ledger = run.LedgerAs(first);
                run.Progress.Is("Making");
                var made = await ledger.ChangeAsync(options => ledger.Callers.CreateAdministratorAsync(
                    new CreateAdministratorRequest { Name = run.Of(name), Scope = new Scope { Ledger = true } }, options),
                    run.Cancellation);
                var trust = LedgerTrust.FromFile(Path.Combine(first, "trust.pem"));
                try
                {
                    await LedgerCredentials.EnrollAsync(ledger.Address, made.Callers[0].Token, trust, run.Of(_into)!, run.Cancellation);
                }
                catch
                {
                    run.Note($"Caller {made.Callers[0].Caller} is made and not enrolled: `ledger token` and `ledger enroll`.");
                    throw;
                }
                Tell(run, run.Of(name)!);
                run.Note($"From now on: export {ConnectionOptions.CredentialsVariable}={Path.GetFullPath(run.Of(_into)!)}");
                run.Note($"Make a second administrator (`ledger administrator create`); then the one of {first} can be revoked.");
            });
    }

    public static Command Enroll()
    {
        var token = Worded.Text("--token", "TOKEN", "What you were given for this device; - reads it from standard input.", required: true);
        var trust = Worded.Text("--trust", "FILE", "The certificates that the server's leads to, e.g. trust.pem of another credential.");
        var fingerprint = Worded.Text("--fingerprint", "HEX", "The fingerprint that the server prints when it starts; 64 digits.");
        var command = new Command("enroll", "Gets this device its certificate by a token: makes a key, which does not leave the folder.")
        {
            token, _into, trust, fingerprint,
        };
        command.Validators.Add(words =>
        {
            if (words.GetValue(trust) is null == words.GetValue(fingerprint) is null)
                words.AddError("Say how the server is known: --trust FILE or --fingerprint HEX.");
        });
        return command.Does(async run =>
        {
            var addresses = ConnectionOptions.AddressesIn(run.Words);
            if (addresses is not [{ Scheme: "https" } address])
                throw new WrongArgumentsException("A device enrols at one server, over https://: --address.");
            RequireNew(run);
            var known = run.Of(trust) is { } file ? LedgerTrust.FromFile(file) : LedgerTrust.FromFingerprint(run.Of(fingerprint)!);
            var typed = run.Of(token) == "-" ? await Console.In.ReadLineAsync(run.Cancellation) ?? "" : run.Of(token)!;
            run.Progress.Is("Enrolling");
            await LedgerCredentials.EnrollAsync(address, typed, known, run.Of(_into)!, run.Cancellation);
            Tell(run, "");
        });
    }

    public static Command Credential() => new("credential", "Keys by which callers are known.") { Show(), Renew(), Revoke() };

    private static Command Show() => new Command("show", "Whose credential is in the folder, and until when. Asks nobody.").Does(run =>
    {
        Tell(run, "", ConnectionOptions.FolderIn(run.Words) ?? throw WithoutTls());
        return Task.CompletedTask;
    });

    private static Command Renew() =>
        new Command("renew", "Gets the next certificate now, not before a third of the life of the one there is "
        + "is over. Commands do it by themselves in its last third.").Answers(async run =>
        {
            var folder = ConnectionOptions.FolderIn(run.Words) ?? throw WithoutTls();
            bool isRenewed;
            try
            {
                isRenewed = await run.Ledger.RenewAsync(evenIfNotDue: true, run.Cancellation);
            }
            catch (RpcException reason)
            {
                throw run.Ledger.Judge(reason);
            }
            if (isRenewed) Tell(run, "", folder);
            else run.Note("Another process renews it at this moment.");
            return isRenewed;
        });

    private static Command Revoke()
    {
        var key = Worded.Argument<ByteString>("KEY", "The key, as `ledger caller show` tells it: 64 hexadecimal digits.",
            Readers.CredentialKey, "the key of a credential, 64 hexadecimal digits");
        var reason = Worded.Text("--reason", "TEXT", "Why, for the list of changes; at most 128 characters.");
        return new Command("revoke", "Lets one key of a caller in no more; others of the same caller go on.") { key, reason }.Does(run =>
            CallerCommands.ChangeAsync(run, run.Ledger.Callers.RevokeCredentialAsync,
                new RevokeCredentialRequest { Key = run.Of(key), Reason = run.Of(reason) ?? "" }));
    }

    private static WrongArgumentsException WithoutTls() => new("Without TLS there is no credential.");

    private static void RequireNew(Run run)
    {
        if (new CredentialFolder(run.Of(_into)!).HasCertificate)
            throw new WrongArgumentsException($"There is a credential in {run.Of(_into)} already.");
    }

    private static void Tell(Run run, string name) => Tell(run, name, run.Of(_into)!);

    // The certificate says who it is; the key stays where it is.
    private static void Tell(Run run, string name, string folder)
    {
        var stored = new CredentialFolder(folder).Read();
        run.Screen.Tell(new CallerFacts
        {
            Caller = stored.Facts.Caller, Name = name, Store = stored.Facts.Store, Terminal = stored.Facts.Terminal,
            Credentials =
            {
                new CredentialFacts
                {
                    Key = ByteString.CopyFrom(SHA256.HashData(stored.Certificate.PublicKey.ExportSubjectPublicKeyInfo())),
                    Serial = stored.Certificate.SerialNumber,
                    NotAfter = Timestamp.FromDateTime(stored.Certificate.NotAfter.ToUniversalTime()),
                },
            },
        });
        run.Screen.Say($"In {folder}, for {stored.Facts.Address}.");
    }
}
