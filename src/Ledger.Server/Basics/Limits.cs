namespace Ledger.Server.Basics;

/// <summary>
/// Every bound of the server in one place: queues, batches, caches, retries, times, sizes. Each can be set as <c>Ledger:Limits:Name</c> in
/// appsettings.json or as the environment variable <c>LEDGER_UPPER_SNAKE_NAME</c>. <see cref="Check"/> states how they depend on each
/// other. What the contract itself states (lines of a basket, lengths of texts, pages of answers) cannot be set and stands where it is
/// checked; nor can what the rules decide by, which is the same on every server for ever and stands with them.
/// </summary>
public sealed class Limits
{
    /// <summary>What <see cref="AmountMax"/> may be at most: sums stay far from 2^63.</summary>
    internal const long AmountLargest = 1_000_000_000_000_000;

    /// <summary>What <see cref="EnrolmentTokenHours"/> may be at most: a token lets in whoever has it.</summary>
    internal const int EnrolmentTokenLongestHours = 72;

    // Requests.

    /// <summary>Largest message a caller may send, in bytes.</summary>
    public int MessageMaxBytes { get; set; } = 1024 * 1024;
    /// <summary>Largest message of a single Post, in bytes: more than any operation has.</summary>
    public int OperationMaxBytes { get; set; } = 65_535;
    /// <summary>What a connection may have sent of messages that are not whole yet, all its calls together, in bytes.</summary>
    public int CallerUnfinishedMaxBytes { get; set; } = 16 * 1024 * 1024;
    /// <summary>The same of all connections together.</summary>
    public int UnfinishedMaxBytes { get; set; } = 512 * 1024 * 1024;
    /// <summary>Bytes a second that the message of a single call has to come at, once it has taken some seconds.</summary>
    public int MessageBytesPerSecondMin { get; set; } = 1000;
    /// <summary>Operations in one PostBatch; the contract says 1000.</summary>
    public int BatchMaxCount { get; set; } = 1000;
    /// <summary>Unanswered operations of one stream, after which the server stops reading it.</summary>
    public int StreamMaxUnanswered { get; set; } = 1024;
    /// <summary>Connections at once.</summary>
    public int ConnectionsMax { get; set; } = 10_000;
    /// <summary>Calls at once on one connection.</summary>
    public int StreamsPerConnectionMax { get; set; } = 1000;
    /// <summary>How long a TLS handshake may take.</summary>
    public int HandshakeSeconds { get; set; } = 10;
    /// <summary>Time between two looks at the files of certificates.</summary>
    public int CertificateLookSeconds { get; set; } = 5;
    /// <summary>Enrolments that may be tried at once, all callers together; the next one is refused with a retry delay.</summary>
    public int EnrolmentsMax { get; set; } = 500;
    /// <summary>How many of those come back in a second.</summary>
    public int EnrolmentsPerSecond { get; set; } = 50;
    /// <summary>Silence after which a connection is asked for a sign of life, and how long that may take.</summary>
    public int KeepAliveSeconds { get; set; } = 30;
    /// <summary>Largest amount of any operation, in minor units or points; programs set lower ones.</summary>
    public long AmountMax { get; set; } = 1_000_000_000_000;
    /// <summary>Age of a key's own time beyond which it is refused.</summary>
    public int KeyMaxAgeDays { get; set; } = 35;
    /// <summary>How far a key's own time may be ahead of the server's clock.</summary>
    public int KeyMaxAheadMinutes { get; set; } = 10;
    /// <summary>How far the business time may be from the key's own time.</summary>
    public int BusinessTimeMaxDistanceHours { get; set; } = 24;

    /// <summary>Payment PINs compared or set at once, each of which keeps a core busy for a good while.</summary>
    public int PinChecksMax { get; set; } = 2;
    /// <summary>How many more may wait for that; of one caller one part in <see cref="QueueSharesCount"/> of them, and at least one.
    /// </summary>
    public int PinChecksWaitingMax { get; set; } = 64;
    /// <summary>Iterations of the hash of PINs that are set from now on.</summary>
    public int PinIterations { get; set; } = 600_000;

    // Card numbers.

    /// <summary>Cards in one batch of numbers; the contract says 10,000.</summary>
    public int CardBatchMaxCount { get; set; } = 10_000;
    /// <summary>Batches of card numbers that may wait while one is made; the next one is refused with a retry delay.</summary>
    public int CardBatchesWaitingMax { get; set; } = 8;
    /// <summary>Card numbers that a program may have made in any 24 hours.</summary>
    public int CardsPerDayMax { get; set; } = 1_000_000;

    // Lanes: the writers of a server, each of several partitions.

    /// <summary>Operations waiting for one lane; the next one is refused with a retry delay.</summary>
    public int QueueMaxCount { get; set; } = 16_384;
    /// <summary>
    /// One caller (a connection) may fill one part in so many of a queue, at least four, though always a full batch and a full stream; what
    /// is more is refused with a retry delay.
    /// </summary>
    public int QueueSharesCount { get; set; } = 4;
    /// <summary>Operations a lane takes from one caller before the next one has its turn.</summary>
    public int CallerTurnCount { get; set; } = 32;
    /// <summary>Operations in one commit of a lane.</summary>
    public int CommitMaxCount { get; set; } = 1000;
    /// <summary>
    /// Of those, operations of callers with more than a turn waiting, all together, where others who had less take part or have just done
    /// so.
    /// </summary>
    public int CommitShareMaxCount { get; set; } = 200;
    /// <summary>
    /// Journal rows in one commit, after which the next posting waits for another one. A single posting over very many lots may have more.
    /// </summary>
    public int CommitMaxRows { get; set; } = 10_000;
    /// <summary>
    /// Rows that a commit reads for what its operations refer to. Where they have more, fewer operations are decided at a time; a single
    /// operation whose original has more is not decided.
    /// </summary>
    public int RelatedMaxRows { get; set; } = 100_000;
    /// <summary>
    /// Merges that are followed from an account to the one that answers for it now: more than any member has cards to bring together. Two
    /// that are being merged into each other would be followed for ever.
    /// </summary>
    public int MergesMax { get; set; } = 100;
    /// <summary>Rows that a partition's take-over reads and folds in at a time.</summary>
    public int TakeOverMaxRows { get; set; } = 10_000;
    /// <summary>
    /// Journal rows a lane remembers to answer retries without asking the database; most transactions have one or two.
    /// </summary>
    public int RecentKeysMaxCount { get; set; } = 16_384;
    /// <summary>Accounts a lane keeps in memory, beside those that wait for their checkpoint; each partition its share.</summary>
    public int CachedAccountsMaxCount { get; set; } = 100_000;
    /// <summary>The delay told to a caller who is refused for want of room.</summary>
    public int RetryDelayMilliseconds { get; set; } = 100;
    /// <summary>Times a commit is tried again after it surely or possibly failed, before its callers are told to come back.</summary>
    public int CommitMaxAttempts { get; set; } = 20;
    /// <summary>Longest pause between those attempts; the first is a hundredth of it.</summary>
    public int CommitBackoffMaxMilliseconds { get; set; } = 1000;

    // Checkpoints.

    /// <summary>
    /// Rows of a lane an account's checkpoint may lag behind; 1 writes every account after every commit. More is faster, and
    /// takes longer to read back after a crash.
    /// </summary>
    public int CheckpointLagMaxRows { get; set; } = 50_000;
    /// <summary>Accounts written in one checkpoint statement.</summary>
    public int CheckpointMaxCount { get; set; } = 500;

    // Ownership and database.

    /// <summary>How long a server that starts waits for a database that is away, until it gives up.</summary>
    public int DatabaseWaitSeconds { get; set; } = 300;
    /// <summary>
    /// How long a lane and its partitions stay with a server that shows no life; it shows it three times as often. One that merely stood
    /// still for longer loses its partitions to others, not what it has committed.
    /// </summary>
    public int LeaseSeconds { get; set; } = 2;
    /// <summary>Servers of one ledger that share its partitions.</summary>
    public int ServersMax { get; set; } = 64;
    /// <summary>Operations that wait for partitions of other servers, or are with them; one more is refused with a retry delay.</summary>
    public int ForwardMaxCount { get; set; } = 16_384;
    /// <summary>
    /// How long each of them waits at most, also while its partition is on its way between two servers. Less than two leases
    /// (<see cref="LeaseSeconds"/>), and what waits for a dead server's partition is refused before that is taken over.
    /// </summary>
    public int ForwardWaitMilliseconds { get; set; } = 10_000;
    /// <summary>How long a server that is being stopped hands its partitions over to others at most.</summary>
    public int HandOverSeconds { get; set; } = 15;
    /// <summary>Longest wait for a commit before its outcome counts as unknown; above any fail-over time of the database.</summary>
    public int CommitTimeoutSeconds { get; set; } = 60;
    /// <summary>
    /// Time after which the database is asked over another connection whether it works on a commit; when it does not, or does not answer,
    /// twice in a row, the commit's outcome counts as unknown then.
    /// </summary>
    public int CommitLookMilliseconds { get; set; } = 1000;
    /// <summary>
    /// Longest wait for the answer to what writers and intake look up by keys, and for the next statement of a transaction of theirs that
    /// has begun: a connection that was lost without a word is known by nothing else.
    /// </summary>
    public int LookUpTimeoutSeconds { get; set; } = 4;
    /// <summary>Connections for statements.</summary>
    public int StatementConnectionsMax { get; set; } = 8;
    /// <summary>Longest run of a query for a statement or a look-up.</summary>
    public int QueryTimeoutSeconds { get; set; } = 30;
    /// <summary>Connections for reports, and so the reports made at once; one more is refused with a retry delay.</summary>
    public int ReportConnectionsMax { get; set; } = 4;
    /// <summary>Longest run of a query for a report.</summary>
    public int ReportTimeoutSeconds { get; set; } = 300;
    /// <summary>
    /// Connections for look-ups and checkpoints, beside one for each lane's commits; at least two for each lane.
    /// </summary>
    public int QueryConnectionsMax { get; set; } = 16;
    /// <summary>Journal months prepared ahead of the current one.</summary>
    public int MonthsAhead { get; set; } = 2;

    // Who may do what.

    /// <summary>Time between two looks for changes in who may do what.</summary>
    public int AuthorityLookMilliseconds { get; set; } = 1000;
    /// <summary>How old what is known of it may be; after that nobody may do anything until the database answers.</summary>
    public int AuthorityMaxAgeSeconds { get; set; } = 5;
    /// <summary>How long the connections of a caller who was revoked have to end their conversations, before they are closed.</summary>
    public int RevocationGraceMilliseconds { get; set; } = 1000;
    /// <summary>How long a token for a new device can be used.</summary>
    public int EnrolmentTokenHours { get; set; } = EnrolmentTokenLongestHours;
    /// <summary>How long an operator is signed in at most.</summary>
    public int SessionHours { get; set; } = 12;
    /// <summary>How long he may do nothing, after which he has to sign in again.</summary>
    public int SessionIdleMinutes { get; set; } = 30;
    /// <summary>How much later than it was used a session may be written down as used, for the other servers and the next start.</summary>
    public int SessionNoteSeconds { get; set; } = 60;
    /// <summary>How long a session that is over stays in its table.</summary>
    public int SessionsKeptDays { get; set; } = 90;
    /// <summary>Sessions a server keeps in memory; who comes with one more is refused with a retry delay.</summary>
    public int SessionsMax { get; set; } = 100_000;
    /// <summary>Sessions looked for in the database at once: those of another server, or from before the start.</summary>
    public int SessionLooksMax { get; set; } = 4;
    /// <summary>How many more may wait for that; of one caller one part in <see cref="QueueSharesCount"/> of them, and at least one.
    /// </summary>
    public int SessionLooksWaitingMax { get; set; } = 4096;
    /// <summary>Secrets of operators compared or set at once, each of which keeps a core busy for a good while.</summary>
    public int SecretChecksMax { get; set; } = 2;
    /// <summary>How many more may wait for that; of one caller one part in <see cref="QueueSharesCount"/> of them, and at least one.
    /// </summary>
    public int SecretChecksWaitingMax { get; set; } = 64;
    /// <summary>The time in which wrong secrets are counted.</summary>
    public int WrongSecretMinutes { get; set; } = 15;
    /// <summary>Wrong secrets that may come from one caller in that time, whoever they are of.</summary>
    public int WrongSecretsOfCallerMax { get; set; } = 6;
    /// <summary>Wrong secrets that may be typed for one operator in that time, wherever.</summary>
    public int WrongSecretsOfOperatorMax { get; set; } = 10;
    /// <summary>How long an operator's approval of one operation can be used.</summary>
    public int StepUpSeconds { get; set; } = 120;

    // Totals of the journal, from which reports begin.

    /// <summary>Time between two moves of the totals, each of which takes in all there is.</summary>
    public int TotalsSeconds { get; set; } = 10;
    /// <summary>Part of the time in which steps of the totals are made at most, in percent: behind each it rests.</summary>
    public int TotalsSharePercent { get; set; } = 5;
    /// <summary>
    /// Rows that one step takes in, and what their last transactions have beyond: more are cheaper a row, and take longer at a time.
    /// </summary>
    public int TotalsStepMaxRows { get; set; } = 100_000;
    /// <summary>Rows behind the totals that a report reads itself; when there are more it moves the totals on before it begins.</summary>
    public int TotalsRestMaxRows { get; set; } = 20_000;
    /// <summary>Longest time that a report does so; what is left then it reads itself, however many rows they are.</summary>
    public int TotalsWaitMilliseconds { get; set; } = 2000;

    // Closings of months.

    /// <summary>
    /// How long after its end a month is closed, in minutes: servers whose clocks are behind have posted by then. What comes later still
    /// with a time of the month is closed with the next one.
    /// </summary>
    public int ClosingGraceMinutes { get; set; } = 60;
    /// <summary>Rows that one step of a closing takes in, whose accounts it holds in memory meanwhile.</summary>
    public int ClosingStepMaxRows { get; set; } = 20_000;
    /// <summary>Part of the time in which steps of closings are made at most, in percent: behind each it rests.</summary>
    public int ClosingSharePercent { get; set; } = 10;

    // Upkeep.

    /// <summary>Time between two looks for what is due: expiry, tiers, grants, holds at their end, transfers under way.</summary>
    public int UpkeepSeconds { get; set; } = 60;
    /// <summary>
    /// How far this server's clock and the database's may be apart. Beyond it one of them is wrong, and nothing expires, is reviewed,
    /// granted or timed out.
    /// </summary>
    public int ClockMaxDistanceMinutes { get; set; } = 10;
    /// <summary>Time between two looks at the database's settings and clock.</summary>
    public int DatabaseLookSeconds { get; set; } = 5;
    /// <summary>Accounts that one step of upkeep reads and works on; more are taken in further steps.</summary>
    public int UpkeepMaxCount { get; set; } = 500;
    /// <summary>Operations of upkeep that are on their way to the writers at once, beside what those are asked by callers.</summary>
    public int UpkeepAtOnceMax { get; set; } = 64;
    /// <summary>Pages of ended holds of a partition in one look, of <see cref="UpkeepMaxCount"/> accounts each.</summary>
    public int UpkeepPagesMax { get; set; } = 200;
    /// <summary>Transfers that have left and wait for their other side to be sent; more are found by the next look.</summary>
    public int TransfersUnderWayMax { get; set; } = 4096;

    /// <summary>Operations of one caller that may wait for one lane: its share, but room for a batch and a stream.</summary>
    internal int CallerMaxCount() => Math.Max(QueueMaxCount / Math.Max(1, QueueSharesCount), Math.Max(BatchMaxCount, StreamMaxUnanswered));

    /// <summary>PINs of one caller that may wait while another one of his is hashed.</summary>
    internal int PinChecksWaitingOfCallerMax() => ShareOf(PinChecksWaitingMax);

    /// <summary>Secrets of operators of one caller that may wait while another one is compared.</summary>
    internal int SecretChecksWaitingOfCallerMax() => ShareOf(SecretChecksWaitingMax);

    /// <summary>Calls of one caller that may wait for their session while another one's is looked for.</summary>
    internal int SessionLooksWaitingOfCallerMax() => ShareOf(SessionLooksWaitingMax);

    /// <summary>Batches of one caller that are under way at once: as many full ones as fit into its share. Others wait unread.</summary>
    internal int CallerBatchesMaxCount() => Math.Max(1, CallerMaxCount() / Math.Max(1, BatchMaxCount));

    private int ShareOf(int waiting) => Math.Max(1, waiting / Math.Max(1, QueueSharesCount));

    /// <summary>Names every bound that is out of its range or at odds with another; empty when all is well.</summary>
    public IReadOnlyList<string> Check()
    {
        var wrong = new List<string>();
        foreach (var bound in typeof(Limits).GetProperties())
            if (Convert.ToInt64(bound.GetValue(this), System.Globalization.CultureInfo.InvariantCulture) < 1)
                wrong.Add($"{bound.Name} must be at least 1.");

        void Require(bool holds, string relation)
        {
            if (!holds) wrong.Add(relation);
        }

        // HTTP/2 begins with windows of this size, and they can only grow.
        Require(MessageMaxBytes >= 65_535, "MessageMaxBytes must be at least 65535.");
        Require(OperationMaxBytes <= MessageMaxBytes, "OperationMaxBytes must be at most MessageMaxBytes.");
        Require(MessageMaxBytes <= CallerUnfinishedMaxBytes, "CallerUnfinishedMaxBytes must hold the largest message (MessageMaxBytes).");
        Require(CallerUnfinishedMaxBytes <= UnfinishedMaxBytes, "CallerUnfinishedMaxBytes must be at most UnfinishedMaxBytes.");
        Require(EnrolmentsPerSecond <= EnrolmentsMax, "EnrolmentsPerSecond must be at most EnrolmentsMax, which is all there is at once.");
        Require(EnrolmentTokenHours <= EnrolmentTokenLongestHours, "EnrolmentTokenHours must be at most 72.");
        Require(BatchMaxCount <= 1000, "BatchMaxCount must be at most 1000, as the contract says.");
        Require(CardBatchMaxCount <= 10_000, "CardBatchMaxCount must be at most 10000, as the contract says.");
        Require(CardBatchMaxCount <= CardsPerDayMax, "CardBatchMaxCount must be at most CardsPerDayMax, or a full batch is never made.");
        Require(QueueSharesCount >= 4, "QueueSharesCount must be at least 4: nobody gets more than a quarter of a queue.");
        Require(BatchMaxCount <= QueueMaxCount, "BatchMaxCount must be at most QueueMaxCount, or a full batch could never be taken.");
        Require(StreamMaxUnanswered <= QueueMaxCount, "StreamMaxUnanswered must be at most QueueMaxCount.");
        Require(CommitMaxCount <= QueueMaxCount, "CommitMaxCount must be at most QueueMaxCount.");
        Require(CommitMaxCount <= 10_000, "CommitMaxCount must be at most 10000.");
        Require(CommitMaxCount <= CommitMaxRows, "CommitMaxCount must be at most CommitMaxRows: every operation has a row.");
        Require(CommitMaxRows <= 10_000, "CommitMaxRows must be at most 10000.");
        Require(CommitMaxRows <= RelatedMaxRows, "RelatedMaxRows must hold what one commit wrote (CommitMaxRows), or it cannot be undone.");
        Require(RelatedMaxRows < int.MaxValue, "RelatedMaxRows must be below 2^31 - 1.");
        Require(UpkeepAtOnceMax <= CallerMaxCount(), "UpkeepAtOnceMax must fit into one caller's share of a queue (QueueSharesCount).");
        Require(CommitMaxCount <= CachedAccountsMaxCount, "CachedAccountsMaxCount must hold the accounts of one commit (CommitMaxCount).");
        Require(AmountMax <= AmountLargest, "AmountMax must be at most 10^15, so that sums stay far from 2^63.");
        Require(CommitLookMilliseconds <= CommitTimeoutSeconds * 1000L, "CommitLookMilliseconds must be within CommitTimeoutSeconds.");
        Require(LeaseSeconds <= CommitTimeoutSeconds, "LeaseSeconds must be at most CommitTimeoutSeconds.");
        Require(BatchMaxCount <= ForwardMaxCount, "BatchMaxCount must be at most ForwardMaxCount.");
        Require(LookUpTimeoutSeconds <= QueryTimeoutSeconds, "LookUpTimeoutSeconds must be at most QueryTimeoutSeconds.");
        Require(QueryTimeoutSeconds <= ReportTimeoutSeconds, "QueryTimeoutSeconds must be at most ReportTimeoutSeconds.");
        Require(TotalsSharePercent <= 100, "TotalsSharePercent must be at most 100.");
        Require(ClosingSharePercent <= 100, "ClosingSharePercent must be at most 100.");
        Require(ClosingStepMaxRows >= 16, "ClosingStepMaxRows must be at least 16: rows are hashed in blocks of so many.");
        Require(TotalsWaitMilliseconds <= ReportTimeoutSeconds * 1000L, "TotalsWaitMilliseconds must be within ReportTimeoutSeconds.");
        Require(AuthorityLookMilliseconds * 2L <= AuthorityMaxAgeSeconds * 1000L,
            "AuthorityMaxAgeSeconds must be at least two looks (AuthorityLookMilliseconds), or one that is late stops everything.");
        Require(AuthorityLookMilliseconds + (long)RevocationGraceMilliseconds <= 5000,
            "AuthorityLookMilliseconds and RevocationGraceMilliseconds must be at most 5 seconds together: so long a revocation takes.");
        Require(SessionIdleMinutes <= SessionHours * 60L, "SessionIdleMinutes must be within SessionHours.");
        Require(SessionNoteSeconds * 2L <= SessionIdleMinutes * 60L,
            "SessionNoteSeconds must be at most half of SessionIdleMinutes, or whoever works is taken for idle by another server.");
        Require(StepUpSeconds <= SessionIdleMinutes * 60L, "StepUpSeconds must be within SessionIdleMinutes.");
        Require(WrongSecretsOfCallerMax < WrongSecretsOfOperatorMax,
            "WrongSecretsOfOperatorMax must be above WrongSecretsOfCallerMax, or one caller alone keeps an operator out.");
        Require(SessionLooksMax < QueryConnectionsMax, "SessionLooksMax must be below QueryConnectionsMax: others ask too.");
        Require(BusinessTimeMaxDistanceHours <= KeyMaxAgeDays * 24, "BusinessTimeMaxDistanceHours must be within KeyMaxAgeDays.");
        Require(KeyMaxAheadMinutes <= MonthsAhead * 28 * 24 * 60, "KeyMaxAheadMinutes must lie within MonthsAhead.");
        return wrong;
    }
}
