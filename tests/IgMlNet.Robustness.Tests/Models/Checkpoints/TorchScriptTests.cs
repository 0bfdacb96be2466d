using System.Buffers.Binary;
using System.IO.Compression;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

/// <summary>The archives of <c>torch.jit.save</c>: tensors of modules are read, the program beside them is not.</summary>
public sealed class TorchScriptTests
{
    private static readonly byte[] TwoFloats = Floats(1, 2);

    [Fact]
    public void An_archive_that_PyTorch_wrote_gives_what_its_own_state_dict_gives()
    {
        // torch.jit.script of nested modules, one of them shared, with half precision, typed lists and a compressed program
        // (PyTorch 1.13).
        var read = CheckpointReader.Read(Path.Combine(
            ReferenceData.RepositoryRoot, "tests", "IgMlNet.Robustness.Tests", "Models", "Checkpoints", "torchscript.pt"));

        string[] inner =
        [
            "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked", "fc.weight", "fc.bias",
        ];
        Assert.Equal(
            ["scale", "input_resolution", .. inner.Select(name => $"blocks.0.{name}"), .. inner.Select(name => $"blocks.1.{name}")],
            read.Names);
        Assert.Equal((ElementType.Float16, 6), (read["blocks.1.fc.weight"].ElementType, read["blocks.1.fc.weight"].ElementCount));
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1, 1.25f], read["blocks.1.fc.weight"].ToFloat32Array());
        Assert.Equal([32], read["input_resolution"].ToInt64Array());
        Assert.Equal([0, 0.25f], read["blocks.1.norm.weight"].ToFloat32Array());
    }

    [Fact]
    public void Tensors_of_nested_modules_get_the_names_of_a_state_dict()
    {
        var pickle = Module("model.CLIP", root => Module(
            "torch.nn.modules.container.___torch_mangle_7.Sequential",
            visual => Module(
                "torch.nn.modules.linear.Linear",
                linear => Tensor(linear.Text("weight"), "0").Text("training").Op(0x89),
                visual.Text("0")),
            Tensor(root.Text("scale"), "1").Text("visual")).Text("mask").Op("N"));

        var read = CheckpointBytes.Read(Archive(pickle.Stop()));

        Assert.Equal(["scale", "visual.0.weight"], read.Names);
        Assert.Equal([1, 2], read["visual.0.weight"].ToFloat32Array());
    }

    [Fact]
    public void Typed_lists_among_the_attributes_are_passed_over()
    {
        var pickle = Module("M", module => Tensor(module.Text("w"), "0")
            .Text("sizes").Global("torch.jit._pickle", "build_intlist").Op("](K").Op(3).Op("K").Op(4).Op("e").Op(0x85).Op("R")
            .Text("names").Global("torch.jit._pickle", "restore_type_tag").Op("(}").Text("Dict[str, int]").Op("tR"));

        Assert.Equal(["w"], CheckpointBytes.Read(Archive(pickle.Stop())).Names);
    }

    [Fact]
    public void A_module_used_twice_is_read_under_both_names()
    {
        var pickle = Module("M", module => Module("N", inner => Tensor(inner.Text("w"), "0"), module.Text("a"))
            .Op("q").Op(9).Text("b").Op("h").Op(9));

        Assert.Equal(["a.w", "b.w"], CheckpointBytes.Read(Archive(pickle.Stop())).Names);
    }

    [Fact]
    public void A_module_that_holds_itself_is_refused()
    {
        var pickle = new PickleBytes().Global("__torch__.m", "M").Op(")").Op(0x81).Op("q").Op(0)
            .Op("}").Text("self").Op("h").Op(0).Op("sb");

        IsRefused(Archive(pickle.Stop()), "too many or too deep");
    }

    [Fact]
    public void Modules_shared_again_and_again_are_refused_before_they_multiply()
    {
        // Each of 40 modules holds the one before it twice: 2^40 ways to its tensor.
        var pickle = Module("M", module => Tensor(module.Text("w"), "0")).Op("q").Op(0);
        for (byte i = 1; i <= 40; i++)
        {
            pickle.Op("0").Global("__torch__.m", "M").Op(")").Op(0x81).Op("}(")
                .Text("a").Op("h").Op((byte)(i - 1)).Text("b").Op("h").Op((byte)(i - 1)).Op("ub").Op("q").Op(i);
        }

        IsRefused(Archive(pickle.Stop()), "too many or too deep");
    }

    [Fact]
    public void Classes_that_are_not_the_archives_own_are_refused_as_ever()
    {
        IsRefused(Archive(new PickleBytes().Global("os", "system").Stop()), "'os.system'");
        IsRefused(Archive(new PickleBytes().Global("__torch__evil", "M").Stop()), "'__torch__evil.M'");
        IsRefused(Archive(new PickleBytes().Global("__torch__.m", "M").Op("N").Op(0x85).Op(0x81).Stop()), "not a module");
    }

    [Fact]
    public void Modules_in_a_checkpoint_that_is_no_archive_are_refused()
    {
        var pickle = Module("M", module => Tensor(module.Text("w"), "0"));

        IsRefused(CheckpointBytes.Zip(pickle.Stop(), ("0", TwoFloats)), "'__torch__.M.Class'");
    }

    [Fact]
    public void Only_the_program_may_be_compressed()
    {
        var pickle = Module("M", module => Tensor(module.Text("w"), "0")).Stop();
        var entries = Entries(pickle);

        Assert.Single(CheckpointBytes.Read(Compressed(entries, "archive/code/__torch__/m.py")));
        IsRefused(Compressed(entries, "archive/data/0"), "compressed");
    }

    [Fact]
    public void An_archive_without_tensors_and_one_asked_for_an_entry_are_refused()
    {
        IsRefused(Archive(Module("M", module => module.Text("training").Op(0x89)).Stop()), "has a tensor");
        var sound = Archive(Module("M", module => Tensor(module.Text("w"), "0")).Stop());

        Assert.Contains(
            "no entry 'ema'",
            Assert.Throws<InputException>(() => CheckpointBytes.Read(sound, new CheckpointReadOptions { Entry = "ema" })).Problem,
            StringComparison.Ordinal);
    }

    /// <summary>A module whose attributes a function writes, behind what has been written already.</summary>
    private static PickleBytes Module(string name, Func<PickleBytes, PickleBytes> attributes, PickleBytes? pickle = null) =>
        attributes((pickle ?? new PickleBytes()).Global("__torch__." + name, "Class").Op(")").Op(0x81).Op("}(")).Op("ub");

    private static PickleBytes Tensor(PickleBytes pickle, string key) =>
        pickle.Tensor("FloatStorage", key, 2, 0, [2], [1]);

    private static (string, byte[])[] Entries(byte[] pickle) =>
    [
        ("archive/data.pkl", pickle), ("archive/data/0", TwoFloats), ("archive/data/1", TwoFloats),
        ("archive/code/__torch__/m.py", new byte[1000]), ("archive/constants.pkl", new PickleBytes().Op(")").Stop()),
        ("archive/version", "3\n"u8.ToArray()),
    ];

    private static byte[] Archive(byte[] pickle) => CheckpointBytes.ZipOf(Entries(pickle));

    private static byte[] Compressed(IEnumerable<(string Name, byte[] Content)> entries, string compressed)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                var level = name == compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(name == compressed ? new byte[5000] : content);
            }
        }

        return stream.ToArray();
    }

    private static void IsRefused(byte[] file, string problem) => Assert.Contains(
        problem, Assert.Throws<InputException>(() => CheckpointBytes.Read(file)).Problem, StringComparison.Ordinal);

    private static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        return bytes;
    }
}
