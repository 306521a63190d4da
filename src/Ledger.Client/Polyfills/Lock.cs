#if !NET9_0_OR_GREATER
namespace System.Threading;

/// <summary>The lock of .NET 9, for .NET 8: the monitor of an object that nobody else can reach.</summary>
internal sealed class Lock
{
    private readonly object _monitor = new();

    public Scope EnterScope()
    {
        Monitor.Enter(_monitor);
        return new Scope(_monitor);
    }

    public readonly ref struct Scope(object entered)
    {
        public void Dispose() => Monitor.Exit(entered);
    }
}
#endif
