using Ledger.Tool;

return await LedgerCommands.RunAsync(args, Console.Out, Console.Error);
