using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Server.Programs;

/// <summary>
/// A field that was asked for: its path, whether it must be there, the range of a whole number (0 and 0: none), and the values one can
/// choose from, with commas between them.
/// </summary>
internal sealed record DocumentField(string Path, bool Required, long Least, long Most, string Choices);
