using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks.PyTorch;

/// <summary>
/// The forward pass of frozen models beside PyTorch's in evaluation mode: same weights, images and number of threads, the two
/// programs in turn, so that a machine that slows down slows both.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/IgMlNet.Benchmarks -- pytorch [PYTHON]</c>, where PYTHON is an interpreter with PyTorch, by
/// default <c>/usr/bin/python3</c>. With Debian's <c>python3-torch</c> install <c>libopenblas0-pthread</c> as well: otherwise its matrix
/// products are 25 times slower than they could be.
/// </remarks>
internal static class PyTorchComparison
{
    private const int Batch = 64;

    /// <summary>Threads of either program go on waiting busily for a while; the other's turn comes after that.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static void Run(string python)
    {
        var threads = Environment.ProcessorCount;
        set_num_threads(threads);
        Console.WriteLine(FormattableString.Invariant(
            $"ResNet-18 on {Batch} images of 3x32x32, {threads} threads. Medians; ratios are medians of ratios of neighbours."));
        Console.WriteLine("| width | IgMlNet, images/s | PyTorch, images/s | ratio | PyTorch channels-last, images/s | ratio |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: |");
        Compare(python, width: 16, rounds: 61, threads);
        Compare(python, width: 64, rounds: 21, threads);
    }

    private static void Compare(string python, int width, int rounds, int threads)
    {
        using var classifier = SampleModel.ResNet18(width);
        using var images = SampleModel.Images(Batch).ImageTensor(.., CPU);
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                SafetensorsFile.Write(
                    file, new StateDict(classifier.Weights().Append(CheckpointTensor.FromTensor("images", images))));
            }

            using var process = Start(python, path, threads);
            CheckLogits(classifier, images, process.StandardOutput.ReadLine());
            var (ours, contiguous, channelsLast) = (new double[rounds], new double[rounds], new double[rounds]);
            for (var round = -2; round < rounds; round++)
            {
                var times = (Ours(classifier, images), Theirs(process, "contiguous"), Theirs(process, "channels_last"));
                if (round >= 0)
                    (ours[round], contiguous[round], channelsLast[round]) = times;
            }

            process.StandardInput.Close();
            process.WaitForExit();
            Console.WriteLine(FormattableString.Invariant(
                $"| {width} | {Rate(ours):0} | {Rate(contiguous):0} | {Ratio(contiguous, ours):0.00} | {Rate(channelsLast):0} | {Ratio(channelsLast, ours):0.00} |"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Process Start(string python, string model, int threads)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PyTorch", "forward.py"));
        start.ArgumentList.Add(model);
        start.ArgumentList.Add(threads.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }

    /// <summary>Both programs compute the same: what is timed is the same work.</summary>
    private static void CheckLogits(Classifier classifier, Tensor images, string? json)
    {
        var theirs = JsonSerializer.Deserialize<float[][]>(json ?? throw new InvalidOperationException("PyTorch did not start."))!;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ours = classifier.Logits(images);
        var difference = (ours - tensor([.. theirs.SelectMany(row => row)], ours.shape)).norm().item<float>() / ours.norm().item<float>();
        if (difference is not < 1e-4f)
            throw new InvalidOperationException(FormattableString.Invariant($"The logits differ by {difference} of their size."));
    }

    private static double Ours(Classifier classifier, Tensor images)
    {
        Thread.Sleep(Pause);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var start = Stopwatch.GetTimestamp();
        classifier.Logits(images);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Theirs(Process process, string memoryFormat)
    {
        Thread.Sleep(Pause);
        process.StandardInput.WriteLine(memoryFormat);
        return double.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    private static double Rate(double[] seconds) => Batch / Median(seconds);

    private static double Ratio(double[] theirs, double[] ours) => Median([.. theirs.Zip(ours, (their, our) => their / our)]);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
