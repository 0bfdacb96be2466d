using System.Diagnostics;
using System.Globalization;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

/// <summary>
/// Valid files, damaged in thousands of ways: each is read or refused with an <see cref="InputException"/>, and takes neither
/// memory nor time out of proportion.
/// </summary>
public sealed class MutatedFileTests
{
    /// <summary>How many ways of damage are tried on each file; more by the environment variable of that name.</summary>
    private const string MutationsVariable = "IGMLNET_MUTATIONS";
    private const int FewestMutations = 4_000;
    private const long MostBytes = 20_000_000;
    private const double MostSeconds = 10;

    /// <summary>The integers at which sizes and offsets overflow.</summary>
    private static readonly byte[][] Extremes =
    [
        new byte[8],
        [0xff, 0xff, 0xff, 0x7f],
        [0x00, 0x00, 0x00, 0x80],
        [0xff, 0xff, 0xff, 0xff],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ];

    private enum Damage
    {
        /// <summary>One byte becomes another.</summary>
        Change,

        /// <summary>One bit changes.</summary>
        Flip,

        /// <summary>A very large or small number lies over what was there.</summary>
        Extreme,

        /// <summary>A decimal digit is put in.</summary>
        Digit,

        /// <summary>The end is missing.</summary>
        Cut,

        /// <summary>A piece is missing.</summary>
        Remove,

        /// <summary>A piece lies over another.</summary>
        Copy,

        /// <summary>A piece is put in at another place.</summary>
        Splice,
    }

    [Theory]
    [InlineData("small-zip.pt")]
    [InlineData("small-legacy.pt")]
    [InlineData("small-views-strides.pt")]
    [InlineData("small-wrapped-state_dict.pt")]
    [InlineData("small-parameters.pt")]
    public void Damaged_checkpoints_are_refused_or_read(string file) =>
        Check(File.ReadAllBytes(ReferenceData.Require("checkpoints/" + file)), bytes => CheckpointBytes.Read(bytes));

    /// <summary>In a zip most bytes are values, where damage is not to be seen. Here all of it hits the pickle.</summary>
    [Fact]
    public void Damaged_pickles_are_refused_or_read()
    {
        var pickle = new PickleBytes().Op("}(").Text("module.w").Tensor("FloatStorage", "0", 6, 1, [2, 2], [1, 3])
            .Text("module.b").Tensor("FloatStorage", "0", 6, 0, [6], [1]).Op("u").Stop();
        var storage = new byte[24];

        Check(pickle, bytes => CheckpointBytes.Read(CheckpointBytes.Zip(bytes, ("0", storage))));
    }

    /// <summary>And here the names, sizes and offsets of the zip itself.</summary>
    [Fact]
    public void Damaged_zips_are_refused_or_read() =>
        Check(CheckpointBytes.Zip(new PickleBytes().Op("}").Stop(), ("0", []), ("1", [1])), bytes => CheckpointBytes.Read(bytes));

    [Fact]
    public void Damaged_safetensors_are_refused_or_read()
    {
        using var stream = new MemoryStream();
        var tensors = new StateDict(
            [
                CheckpointTensor.FromValues("conv.weight", [1f, 2f, 3f, 4f], 2, 2),
                CheckpointTensor.FromValues("conv.count", [7L]),
                new CheckpointTensor("mask", ElementType.Bool, [3], new byte[] { 0, 1, 0 }),
            ],
            new Dictionary<string, string> { ["layer"] = "layer4" });
        SafetensorsFile.Write(stream, tensors, CancellationToken.None);

        Check(stream.ToArray(), bytes => CheckpointBytes.Read(bytes));
    }

    [Fact]
    public void Damaged_TorchSharp_files_are_refused_or_read() => Check(
        [
            2, 11, .. "conv.weight"u8, 6, 2, 2, 1, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 10, .. "conv.count"u8, 4, 0, 7, 0, 0, 0, 0, 0, 0, 0,
        ],
        bytes => CheckpointBytes.Read(bytes));

    [Fact]
    public void Damaged_indexes_of_safetensors_are_refused_or_read() => Check(
        """{ "metadata": {}, "weight_map": { "a.weight": "model-00001-of-00002.safetensors", "b": "x.safetensors" } }"""u8.ToArray(),
        bytes => CheckpointBytes.Read(bytes));

    [Fact]
    public void Damaged_NumPy_arrays_are_refused_or_read()
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, CheckpointTensor.FromValues("a", [1f, 2f, 3f, 4f, 5f, 6f], 1, 2, 3));

        Check(stream.ToArray(), bytes => NpyFile.Read(CheckpointBytes.File(bytes)));
    }

    private static void Check(byte[] valid, Action<byte[]> read)
    {
        Mutated(valid).Sample(
            bytes =>
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var watch = Stopwatch.StartNew();
                try
                {
                    read(bytes);
                }
                catch (InputException)
                {
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostBytes);
                Assert.InRange(watch.Elapsed.TotalSeconds, 0, MostSeconds);
            },
            iter: Mutations(), threads: 1, print: Convert.ToHexString);
    }

    private static int Mutations() => int.TryParse(
        Environment.GetEnvironmentVariable(MutationsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? Math.Max(asked, FewestMutations)
        : FewestMutations;

    private static Gen<byte[]> Mutated(byte[] valid)
    {
        var position = Gen.Int[0, valid.Length];
        return Gen.Select(Gen.Enum<Damage>(), position, position, Gen.Int[1, 64], Gen.Byte).Array[1, 4].Select(steps =>
            steps.Aggregate(valid, (bytes, step) => Apply(bytes, step.Item1, step.Item2, step.Item3, step.Item4, step.Item5)));
    }

    private static byte[] Apply(byte[] bytes, Damage damage, int at, int from, int length, byte value)
    {
        at = Math.Min(at, bytes.Length);
        from = Math.Min(from, bytes.Length);
        var piece = bytes.AsSpan(from, Math.Min(length, bytes.Length - from));
        var before = bytes.AsSpan(0, at);
        var after = bytes.AsSpan(at);
        return damage switch
        {
            Damage.Change => Over(bytes, at, [value]),
            Damage.Flip => Over(bytes, at, after.IsEmpty ? [] : [(byte)(after[0] ^ (1 << (value % 8)))]),
            Damage.Extreme => Over(bytes, at, Extremes[value % Extremes.Length]),
            Damage.Digit => [.. before, (byte)('0' + (value % 10)), .. after],
            Damage.Cut => before.ToArray(),
            Damage.Remove => [.. before, .. after[Math.Min(length, after.Length)..]],
            Damage.Copy => Over(bytes, at, piece),
            _ => [.. before, .. piece, .. after],
        };
    }

    private static byte[] Over(byte[] bytes, int at, ReadOnlySpan<byte> value)
    {
        var result = (byte[])bytes.Clone();
        value[..Math.Min(value.Length, bytes.Length - at)].CopyTo(result.AsSpan(at));
        return result;
    }
}
