using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IgMlNet.Benchmarks;
using IgMlNet.Benchmarks.PyTorch;

if (args is ["pytorch", ..])
{
    PyTorchComparison.Run(args is [_, var python] ? python : "/usr/bin/python3");
    return;
}

if (args is ["attack", ..])
{
    AttackComparison.Run(args[1..]);
    return;
}

if (args is ["paired", var name, ..])
{
    PairedRuns.Run(name, args is [_, _, var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 21);
    return;
}

// In process: a generated project beside this one would copy libtorch's native files, about 490 MB, for every job.
var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
