namespace Ledger.Load.Recording;

/// <summary>How a request ended, as the figures tell it apart.</summary>
internal enum Ending
{
    /// <summary>Posted, or a question answered.</summary>
    Ok,

    /// <summary>Decided with no: an answer like any other, in a column of its own.</summary>
    Refused,

    /// <summary>Not decided, or not known: an unknown card, a wrong field, no answer in time. Of a batch: at least one operation.</summary>
    Failed,
}
