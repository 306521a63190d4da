using System.Collections;
using Ledger.Server.Basics;

namespace Ledger.Server.Hosting;

internal static class Usage
{
    public const string Text = """
        Ledger.Server [verify] [--setting value ...]
        Ledger.Server check FILE ...

          (no command)   serves until it is told to stop
          verify         checks every invariant of the ledger, prints what it checked and found; exit code 0 (sound) or 1
          check          checks program documents (and stores.yaml) without a database; exit code 0, or 2 with every mistake

        Settings come from appsettings.json (section "Ledger"), then environment variables (LEDGER_ADDRESS), then options (--address):
          --address      where to listen, default http://127.0.0.1:5005
          --connection   connection string of a PostgreSQL; none: the server runs its own under --data
          --data         folder of the server's own PostgreSQL and keys, default .ledger
          --programs     folder of the program documents and stores.yaml
          --partitions   partitions of a new ledger, default 4
          --insecure     listen on an address that others can reach although callers are not authenticated
        and every bound of Limits, e.g. --queue-max-count 4096 or LEDGER_QUEUE_MAX_COUNT=4096.
        """;
}
