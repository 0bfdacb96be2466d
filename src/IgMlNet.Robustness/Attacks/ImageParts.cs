using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// Runs an attack on a processor's threads, each with its own part of a batch from beginning to end. Threads that shared every
/// single convolution would wait for each other some hundred times a step.
/// </summary>
/// <remarks>Images go their ways independently, so that parts change no more than a batch's size does: the last bits of logits.</remarks>
internal static class ImageParts
{
    /// <summary>Images in a part below which convolutions no longer make full use of a thread.</summary>
    private const int SmallestPart = 16;

    /// <summary>Attacks all images; the caller's dispose scope owns the result.</summary>
    /// <param name="context">The images.</param>
    /// <param name="perturb">What to do with each part; its result is the caller's scope's there.</param>
    public static Tensor Run(AttackContext context, Func<AttackContext, Tensor> perturb) => Run(context, perturb, get_num_threads());

    /// <summary>The same with a number of threads.</summary>
    internal static Tensor Run(AttackContext context, Func<AttackContext, Tensor> perturb, int threads)
    {
        var parts = Math.Min(threads, context.Count / SmallestPart);
        if (parts < 2 || context.Images.device_type != DeviceType.CPU)
            return perturb(context);
        var before = get_num_threads();
        using var scope = NewDisposeScope();
        var whole = empty_like(context.Images);
        var work = new Part[parts];
        for (var i = 0; i < parts; i++)
        {
            var (start, end) = (context.Count * i / parts, context.Count * (i + 1) / parts);
            var (part, place) = (context.Select([.. Enumerable.Range(start, end - start)]), whole.narrow(0, start, end - start));
            work[i] = new Part(() => place.copy_(perturb(part)), Math.Max(1, threads / parts));
        }

        try
        {
            foreach (var part in work)
                part.Start();
        }
        finally
        {
            foreach (var part in work)
                part.Join();

            // A thread's number of threads is also what threads that libtorch has not met yet begin with.
            set_num_threads(before);
        }

        work.FirstOrDefault(part => part.Failure is not null)?.Failure!.Throw();
        return whole.MoveToOuterDisposeScope();
    }

    private sealed class Part
    {
        private readonly Thread _thread;
        private bool _started;

        public Part(Action work, int threads) => _thread = new Thread(() =>
        {
            try
            {
                set_num_threads(threads);
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                work();
            }
#pragma warning disable CA1031 // Thrown again where the parts are joined.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = "attack" };

        /// <summary>What went wrong.</summary>
        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Start()
        {
            _thread.Start();
            _started = true;
        }

        public void Join()
        {
            if (_started)
                _thread.Join();
        }
    }
}
