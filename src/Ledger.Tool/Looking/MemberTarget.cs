using System.CommandLine;
using Ledger.Tool.Connecting;
using Ledger.Tool.Words;
using Ledger.V1;

namespace Ledger.Tool.Looking;

/// <summary>Whose account: by its number, a card, or what else the member is found by in a program.</summary>
internal sealed class MemberTarget
{
    private const long AccountMax = (1L << 53) - 1;

    private readonly Option<long?> _account = Worded.Whole("--account", "The account's number.", most: AccountMax);
    private readonly Option<string?> _card = Worded.Text("--card", "TOKEN", "One of its cards.");
    private readonly Option<string?> _memberNumber = Worded.Text("--member-number", "NUMBER", "The member's number, in --program.");
    private readonly Option<string?> _mobile = Worded.Text("--mobile", "NUMBER", "The member's mobile number, in --program.");
    private readonly Option<string?> _document = Worded.Text("--document", "NUMBER", "The number of a document, in --program.");
    private readonly Option<long?> _program = Worded.Whole(
        "--program", "The program in which a number names the member.", most: short.MaxValue);

    /// <summary>Gives the command the options, of which one has to be used.</summary>
    public Command AddTo(Command command)
    {
        Option[] ways = [_account, _card, _memberNumber, _mobile, _document];
        foreach (var option in ways) command.Add(option);
        command.Add(_program);
        command.Validators.Add(words =>
        {
            if (ways.Count(way => words.GetResult(way) is { Implicit: false }) != 1)
                words.AddError("Say whose account: one of --account, --card, --member-number, --mobile and --document.");
            else if ((words.GetResult(_account) ?? words.GetResult(_card)) is null && words.GetResult(_program) is null)
                words.AddError("Say in which program: --program.");
        });
        return command;
    }

    public GetBalancesRequest Balances(Run run)
    {
        var request = new GetBalancesRequest();
        Name(run, account => request.Account = account, card => request.Card = card, identifier => request.Identifier = identifier);
        return request;
    }

    public GetStatementRequest Statement(Run run)
    {
        var request = new GetStatementRequest();
        Name(run, account => request.Account = account, card => request.Card = card, identifier => request.Identifier = identifier);
        return request;
    }

    private void Name(Run run, Action<long> byAccount, Action<string> byCard, Action<IdentifierInProgram> byIdentifier)
    {
        if (run.Of(_account) is { } account) byAccount(account);
        else if (run.Of(_card) is { } card) byCard(card);
        else byIdentifier(Identifier(run));
    }

    private IdentifierInProgram Identifier(Run run)
    {
        var (kind, value) = run.Of(_memberNumber) is { } number ? (IdentifierKind.MemberNumber, number)
            : run.Of(_mobile) is { } mobile ? (IdentifierKind.Mobile, mobile) : (IdentifierKind.Document, run.Of(_document)!);
        return new IdentifierInProgram { Program = run.Number(_program), Identifier = new Identifier { Kind = kind, Value = value } };
    }
}
