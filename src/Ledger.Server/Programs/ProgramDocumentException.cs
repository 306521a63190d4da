using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Server.Programs;

/// <summary>
/// A program document or store list that cannot be used; the message has a line for each mistake: file, line, path, reason.
/// </summary>
public sealed class ProgramDocumentException(IReadOnlyList<string> wrong) : Exception(string.Join(Environment.NewLine, wrong))
{
    public IReadOnlyList<string> Mistakes { get; } = wrong;
}
