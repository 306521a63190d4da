using System.Net;
using System.Net.Sockets;

namespace Ledger.Tooling.Processes;

/// <summary>
/// A TCP proxy on loopback between two sides whose wire can be cut. While it is cut nothing passes and nothing is closed, as on a network
/// that loses everything; afterwards what was held back passes.
/// </summary>
public sealed class NetworkProxy : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _sockets = [];
    private TaskCompletionSource _passable = Opened();
    /// <summary>How often connections were lost: those that are older than the last time pass nothing.</summary>
    private int _losses;
    private Task _accepting = Task.CompletedTask;

    private NetworkProxy(IPEndPoint server) => _server = server;

    /// <summary>Where terminals connect.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The same as a port of 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>In front of what listens on that port of 127.0.0.1.</summary>
    public static NetworkProxy Start(Uri server) => Start(server.Port);

    /// <inheritdoc cref="Start(Uri)"/>
    public static NetworkProxy Start(int port)
    {
        var proxy = new NetworkProxy(new IPEndPoint(IPAddress.Loopback, port));
        proxy._listener.Start();
        proxy._accepting = Task.Run(proxy.AcceptAsync);
        return proxy;
    }

    /// <summary>Nothing passes from now on.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            if (_passable.Task.IsCompleted)
                _passable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Everything passes again.</summary>
    public void Mend()
    {
        lock (_gate)
            _passable.TrySetResult();
    }

    /// <summary>
    /// What is connected now never passes anything again and is not closed, as by a firewall that forgot it; new connections pass.
    /// </summary>
    public void Lose()
    {
        lock (_gate)
            _losses++;
    }

    /// <summary>Resets every connection.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets)
            {
                // Lingering for 0 seconds makes the close a reset.
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            _sockets.Clear();
        }
    }

    /// <summary>Closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        Mend();
        Reset();
        await _accepting;
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            Socket terminal;
            try
            {
                terminal = await _listener.AcceptSocketAsync(_closed.Token);
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = CarryAsync(terminal);
        }
    }

    private async Task CarryAsync(Socket terminal)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int losses;
        lock (_gate)
        {
            losses = _losses;
            _sockets.Add(terminal);
            _sockets.Add(server);
        }
        try
        {
            (terminal.NoDelay, server.NoDelay) = (true, true);
            await PassableAsync();
            await server.ConnectAsync(_server, _closed.Token);
            await Task.WhenAny(PumpAsync(terminal, server, losses), PumpAsync(server, terminal, losses));
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is away: the terminal sees its connection close, as it would without a proxy.
        }
        finally
        {
            lock (_gate)
            {
                _sockets.Remove(terminal);
                _sockets.Remove(server);
            }
            terminal.Dispose();
            server.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, int losses)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, SocketFlags.None, _closed.Token);
                if (count == 0)
                    return;
                await PassableAsync();
                if (IsLost(losses))
                    await Task.Delay(Timeout.Infinite, _closed.Token);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _closed.Token);
            }
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side closed: so does the other.
        }
    }

    private bool IsLost(int losses)
    {
        lock (_gate)
            return losses < _losses;
    }

    private Task PassableAsync()
    {
        lock (_gate)
            return _passable.Task;
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
