using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Ledger.Server.Hosting;

/// <summary>Settings that cannot be used; the message lists each mistake on its own line.</summary>
public sealed class SettingsException(IReadOnlyList<string> wrong) : Exception(string.Join(Environment.NewLine, wrong));
