using System.Diagnostics;
using System.Globalization;
using IgMlNet.Robustness.Evaluation.Breaks;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

/// <summary>
/// Files that PyTorch writes are read here, and files that are written here are read there: with Debian's python3-torch. Where it is
/// not installed the tests are skipped by name.
/// </summary>
public sealed class PythonRoundTripTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Statements that save <c>model</c> to <c>path</c>, and the container that they write.</summary>
    private static readonly (string Save, CheckpointFormat Format)[] Statements =
    [
        ("torch.save(model.state_dict(), path)", CheckpointFormat.TorchZip),
        ("torch.save(model.state_dict(), path, _use_new_zipfile_serialization=False)", CheckpointFormat.TorchLegacy),
        ("torch.save({'epoch': 3, 'net': torch.nn.DataParallel(model).state_dict(), 'acc': 0.5}, path)", CheckpointFormat.TorchZip),
        ("torch.save({'model': model.state_dict(), 'optimizer': optimizer.state_dict()}, path)", CheckpointFormat.TorchZip),
        ("torch.save({k: torch.nn.Parameter(v, False) for k, v in state.items()}, path)", CheckpointFormat.TorchZip),
        ("torch.save({k: v.t().contiguous().t() if v.dim() == 2 else v for k, v in state.items()}, path)", CheckpointFormat.TorchZip),
        ("torch.save({k: torch.stack([v, v + 1])[0] for k, v in state.items()}, path, pickle_protocol=4)", CheckpointFormat.TorchZip),
        ("torch.jit.save(torch.jit.script(model), path)", CheckpointFormat.TorchScript),
        ("torch.save({**beside, 'state_dict': state}, path)", CheckpointFormat.TorchZip),
        ("torch.save({**beside, 'state_dict': state}, path, _use_new_zipfile_serialization=False)", CheckpointFormat.TorchLegacy),
        ("torch.save({**beside, 'weights': {**state, **{k: v for k, v in beside.items() if k != 'random'}}}, path, pickle_protocol=4)", CheckpointFormat.TorchZip),
        ("torch.save({'state_dict': [state], 'err': 0.5}, path)", CheckpointFormat.TorchZip),
        ("torch.save(tagged, path)", CheckpointFormat.TorchZip),
        // As PyTorch up to 0.3 rebuilt tensors.
        ("torch.Tensor.__reduce_ex__ = old; torch.save(state, path, _use_new_zipfile_serialization=False)", CheckpointFormat.TorchLegacy),
    ];

    /// <summary>What PyTorch saved, in one process, since starting one takes seconds: every tensor as name, shape and bytes.</summary>
    private static readonly Lazy<(string Folder, string[] Tensors)> Saved = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("igmlnet-python-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var statements = Statements.Select((way, i) => $"path = sys.argv[1] + '/{i}.pt'\n{way.Save}");
        return (folder, Run($"""
            import torch, sys
            torch.manual_seed(1)
            model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Flatten(), torch.nn.Linear(16, 5))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
            model(torch.randn(2, 3, 4, 4)).sum().backward()
            optimizer.step()
            state = model.state_dict()
            import argparse, collections, datetime, pathlib
            try:
                import numpy
                arrays = dict(array=numpy.arange(3), scalar=numpy.float64(0.5), state=numpy.random.get_state())
            except ImportError:
                arrays = dict()
            beside = dict(
                counter=collections.Counter([3, 6]), options=argparse.Namespace(lr=0.1), random=torch.get_rng_state(), device=torch.device('cpu'),
                dtype=torch.float32, history=collections.defaultdict(list, loss=[1.0]), folder=pathlib.Path('runs'), time=datetime.datetime(2023, 1, 1),
                quantized=torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8), sparse=torch.eye(2).to_sparse(),
                complex=torch.ones(2, dtype=torch.complex64), model=model, optimizer=optimizer.state_dict(), none=None, **arrays)
            class Image(torch.Tensor):
                pass
            tagged = dict((k, v.as_subclass(Image)) for k, v in state.items())
            def old(tensor, protocol):
                return torch._utils._rebuild_tensor, (tensor.storage(), tensor.storage_offset(), tuple(tensor.size()), tensor.stride())
            {string.Join("\n", statements)}
            for name, value in state.items():
                print(name, ','.join(map(str, value.shape)), value.numpy().tobytes().hex())
            """, folder));
    });

    /// <summary>Why PyTorch cannot be used: it may be absent, or installed and broken. Null where it can.</summary>
    private static readonly Lazy<string?> Fault = new(() =>
    {
        if (!File.Exists(Python))
            return $"there is no {Python}";
        var (exitCode, _, error) = Start("import torch; torch.ones(2).sum()", "");
        return exitCode == 0 ? null : error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"exit code {exitCode}";
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    public static TheoryData<int, string> Ways => [.. Statements.Select((way, i) => (i, way.Save))];

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_PyTorch_saves_is_read_here(int index, string save)
    {
        var (folder, expected) = Saved.Value;

        using var file = CheckpointFile.Open(Path.Combine(folder, $"{index}.pt"));

        Assert.Equal(Statements[index], (save, file.Format));
        Assert.Equal(expected, file.Tensors.Unwrapped().Select(tensor => string.Create(
            CultureInfo.InvariantCulture,
            $"{tensor.Name} {string.Join(',', tensor.Shape)} {Convert.ToHexStringLower(tensor.Data.Span)}")));
    }

    [Fact]
    public void What_is_written_here_is_read_by_PyTorch()
    {
        var path = Path.Combine(_folder, "weights.safetensors");
        var tensors = new StateDict(
            [
                CheckpointTensor.FromValues("conv.weight", [0.5f, -1.25f, 3e-8f, float.MaxValue, 0, -0f], 1, 2, 3),
                CheckpointTensor.FromValues("conv.count", [7L]),
                new CheckpointTensor("half", ElementType.Float16, [2], new byte[] { 0x00, 0x3c, 0x00, 0xc0 }),
                new CheckpointTensor("brain", ElementType.BFloat16, [1], new byte[] { 0x80, 0x3f }),
                new CheckpointTensor("mask", ElementType.Bool, [3], new byte[] { 0, 1, 0 }),
            ],
            new Dictionary<string, string> { ["layer"] = "layer4" });
        SafetensorsFile.Write(path, tensors);

        // Read as the format's description says, and not by our own code.
        var read = Run("""
            import json, struct, sys, torch
            data = open(sys.argv[1], 'rb').read()
            (length,) = struct.unpack('<Q', data[:8])
            header = json.loads(data[8:8 + length])
            types = {'F32': torch.float32, 'F16': torch.float16, 'BF16': torch.bfloat16, 'I64': torch.int64, 'BOOL': torch.bool}
            print(json.dumps(header.pop('__metadata__')))
            for name, entry in header.items():
                begin, end = entry['data_offsets']
                piece = bytearray(data[8 + length + begin:8 + length + end])
                value = torch.frombuffer(piece, dtype=types[entry['dtype']]).reshape(entry['shape'])
                print(name, list(value.shape), [float(element) for element in value.flatten()])
            """, path);

        Assert.Equal(
            [
                """{"layer": "layer4"}""",
                "conv.weight [1, 2, 3] [0.5, -1.25, 2.999999892949745e-08, 3.4028234663852886e+38, 0.0, -0.0]",
                "conv.count [] [7.0]",
                "half [2] [1.0, -2.0]",
                "brain [1] [1.0]",
                "mask [3] [0.0, 1.0, 0.0]",
            ],
            read);
    }

    [Fact]
    public void Adversarial_images_that_PyTorch_saved_are_read_as_a_tensor_or_a_dict()
    {
        var images = TinyModels.Images(5);
        Run(
            """
            import torch, sys
            adv = torch.linspace(0, 1, 2 * 192).reshape(2, 3, 8, 8)
            torch.save(adv, sys.argv[1] + '/tensor.pt')
            torch.save(adv, sys.argv[1] + '/legacy.pt', _use_new_zipfile_serialization=False)
            torch.save({'adv_complete': adv, 'robust_accuracy': 0.25}, sys.argv[1] + '/dict.pth')
            """,
            _folder);
        foreach (var name in new[] { "tensor.pt", "legacy.pt", "dict.pth" })
        {
            var submitted = SubmittedImages.Read(Path.Combine(_folder, name), images);
            Assert.Equal([0, 1], submitted.Indices);
            Assert.Equal((0f, 1f), (submitted.Pixels(0)[0], submitted.Pixels(1)[^1]));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs a program and gives the lines that it prints.</summary>
    private static string[] Run(string program, string argument)
    {
        const string remedy = "needs PyTorch for /usr/bin/python3: the Debian packages python3-torch and libopenblas0-pthread";
        if (Fault.Value is { } fault)
            Assert.Skip($"{remedy} ({fault})");
        var (exitCode, output, error) = Start(program, argument);
        Assert.True(exitCode == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static (int ExitCode, string Output, string Error) Start(string program, string argument)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
