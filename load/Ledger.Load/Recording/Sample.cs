namespace Ledger.Load.Recording;

/// <summary>One finished request. Times are microseconds since the run began.</summary>
/// <param name="Step">Index of the step.</param>
/// <param name="Intended">When it was due. Response time counts from here, whatever held it up.</param>
/// <param name="Started">When its first attempt was sent. Service time counts from here.</param>
/// <param name="Ended">When its last answer came, or was given up.</param>
/// <param name="Ending">How.</param>
/// <param name="Operations">Operations it carried; 0 for a question.</param>
/// <param name="Attempts">Attempts it took, from 1.</param>
/// <param name="Forwarded">It was stored by a terminal without a network, and due when the network was back.</param>
internal readonly record struct Sample(
    int Step, long Intended, long Started, long Ended, Ending Ending, int Operations, int Attempts, bool Forwarded)
{
    public long ResponseMicroseconds => Ended - Intended;

    public long ServiceMicroseconds => Ended - Started;
}
