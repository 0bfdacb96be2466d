using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// Work on a processor's threads, each with a share of its own from beginning to end. Threads that shared every single convolution
/// would wait for each other some hundred times a pass.
/// </summary>
internal sealed class ThreadShares
{
    /// <summary>Images in a share below which convolutions no longer make full use of a thread.</summary>
    private const int FewestImages = 4;

    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private bool _started;

    private ThreadShares(Action work, int threads) => _thread = new Thread(() =>
    {
        try
        {
            set_num_threads(threads);
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            work();
        }
#pragma warning disable CA1031 // Thrown again where the shares are joined.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    })
    { IsBackground = true, Name = "share of images" };

    /// <summary>Into how many shares images are best divided; 1 where they are better left together.</summary>
    public static int CountFor(long images, Device device, int threads) =>
        device.type == TorchSharp.DeviceType.CPU ? (int)Math.Max(1, Math.Min(threads, images / FewestImages)) : 1;

    /// <summary>Runs a piece of work for each share of some images, without recording gradients, and waits for all.</summary>
    /// <param name="images">The number of images.</param>
    /// <param name="shares">The number of shares, as <see cref="CountFor"/> gives it.</param>
    /// <param name="threads">libtorch's threads, for all shares together.</param>
    /// <param name="work">Given the share's number, its first image and how many it has; runs in a dispose scope of its own.</param>
    public static void Run(int images, int shares, int threads, Action<int, int, int> work)
    {
        var before = get_num_threads();
        var all = new ThreadShares[shares];
        for (var i = 0; i < shares; i++)
        {
            var (share, start, end) = (i, (int)((long)images * i / shares), (int)((long)images * (i + 1) / shares));
            all[i] = new ThreadShares(() => work(share, start, end - start), Math.Max(1, threads / shares));
        }

        try
        {
            foreach (var share in all)
                share.Start();
        }
        finally
        {
            foreach (var share in all)
                share.Join();

            // A thread's number of threads is also what threads that libtorch has not met yet begin with.
            set_num_threads(before);
        }

        all.FirstOrDefault(share => share._failure is not null)?._failure!.Throw();
    }

    private void Start()
    {
        _thread.Start();
        _started = true;
    }

    private void Join()
    {
        if (_started)
            _thread.Join();
    }
}
