using IgMlNet.IO;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

/// <summary>The ways in which versions of PyTorch have had tensors rebuilt, each with an entry <c>w</c> that is plain beside it.</summary>
public sealed class TensorConstructorsTests
{
    private static readonly byte[] SixBytes = [0, 1, 2, 3, 4, 5];

    private static readonly Dictionary<string, Func<PickleBytes, PickleBytes>> Read = new()
    {
        ["PyTorch ≤ 0.3"] = pickle => pickle.Global("torch._utils", "_rebuild_tensor").Op("(")
            .Storage("ByteStorage", "0", 6).Integer(1).Integers(2, 2).Integers(2, 1).Op("tR"),
        ["PyTorch ≥ 0.4"] = pickle => Plain(pickle),
        ["with empty metadata"] = pickle => pickle.Global("torch._utils", "_rebuild_tensor_v2").Op("(")
            .Storage("ByteStorage", "0", 6).Integer(1).Integers(2, 2).Integers(2, 1).Op(0x89).Op("N}tR"),
        ["PyTorch ≥ 2.1, element type apart"] = pickle => pickle.Global("torch._utils", "_rebuild_tensor_v3").Op("(")
            .Op("(").Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Integer(6).Op("tQ")
            .Integer(1).Integers(2, 2).Integers(2, 1).Op(0x89).Op("N").Global("torch", "uint8").Op("tR"),
        ["a part of a storage"] = pickle => pickle.Global("torch._utils", "_rebuild_tensor").Op("(")
            .Op("(").Text("storage").Global("torch", "ByteStorage").Text("0").Text("cpu").Integer(6)
            .Op("(").Text("view").Integer(1).Integer(4).Op("ttQ").Integer(0).Integers(2, 2).Integers(2, 1).Op("tR"),
        ["a parameter"] = pickle => Plain(pickle.Global("torch._utils", "_rebuild_parameter").Op("(")).Op(0x88).Op("NtR"),
        ["a parameter with attributes"] = pickle => Plain(
            pickle.Global("torch._utils", "_rebuild_parameter_with_state").Op("(")).Op(0x88).Op("N}tR"),
        ["a parameter of PyTorch ≤ 0.3"] = pickle => Plain(
            pickle.Global("torch.nn.parameter", "Parameter")).Op(0x85).Op("R(").Op(0x88).Op(0x89).Op("Ntb"),
        ["a variable of PyTorch ≤ 0.3"] = pickle => Plain(
            pickle.Global("torch.autograd.variable", "Variable")).Op(0x85).Op("R(").Op(0x88).Op(0x89).Op("Ntb"),
        ["a subclass"] = pickle => pickle.Global("torch._tensor", "_rebuild_from_type_v2").Op("(")
            .Global("torch._utils", "_rebuild_tensor_v2").Global("fastai.torch_core", "TensorImage").Op("(")
            .Storage("ByteStorage", "0", 6).Integer(1).Integers(2, 2).Integers(2, 1).Op(0x89).Op("Nt}tR"),
        ["of another device"] = pickle => Plain(
            pickle.Global("torch._utils", "_rebuild_device_tensor_from_cpu_tensor").Op("(")).Global("torch", "uint8").Text("xla:0").Op(0x89).Op("tR"),
    };

    private static readonly Dictionary<string, (Func<PickleBytes, PickleBytes> Write, string Content)> Refused = new()
    {
        ["negated"] = (pickle => pickle.Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("ByteStorage", "0", 6)
            .Integer(1).Integers(2, 2).Integers(2, 1).Op(0x89).Op("N}").Text("neg").Op(0x88).Op("stR"), "negated"),
        ["complex"] = (pickle => pickle.Tensor("ComplexFloatStorage", "1", 1, 0, [1], [1]), "torch.ComplexFloatStorage"),
        ["float8"] = (pickle => pickle.Global("torch._utils", "_rebuild_tensor_v3").Op("(")
            .Op("(").Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Integer(6).Op("tQ")
            .Integer(0).Integers(6).Integers(1).Op(0x89).Op("N").Global("torch", "float8_e4m3fn").Op("tR"), "torch.float8_e4m3fn"),
        ["of another device as NumPy's"] = (pickle => Call(pickle, "_rebuild_device_tensor_from_numpy"), "NumPy array"),
        ["of XLA"] = (pickle => Call(pickle, "_rebuild_xla_tensor"), "NumPy array"),
        ["sparse"] = (pickle => Call(pickle, "_rebuild_sparse_tensor"), "sparse"),
        ["sparse by rows"] = (pickle => Call(pickle, "_rebuild_sparse_csr_tensor"), "sparse"),
        ["nested"] = (pickle => Call(pickle, "_rebuild_nested_tensor"), "nested"),
        ["quantized"] = (pickle => Call(pickle, "_rebuild_qtensor"), "quantized"),
        ["meta"] = (pickle => Call(pickle, "_rebuild_meta_tensor_no_storage"), "no values"),
        ["a wrapper"] = (pickle => Call(pickle, "_rebuild_wrapper_subclass"), "without values of its own"),
        ["a subclass of something else"] = (pickle => pickle.Global("torch._tensor", "_rebuild_from_type_v2").Op("(")
            .Global("os", "system").Global("os", "system").Op(")}tR"), "unknown class"),
        ["a parameter of an object"] = (pickle => pickle.Global("torch._utils", "_rebuild_parameter").Op("(")
            .Global("os", "system").Text("true").Op(0x85).Op("R").Op(0x88).Op("NtR"), "'os.system'"),
    };

    public static TheoryData<string> ReadWays => [.. Read.Keys];

    public static TheoryData<string> RefusedWays => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(ReadWays))]
    public void Constructors_of_plain_tensors_are_read(string way)
    {
        var file = CheckpointBytes.Zip(Read[way](new PickleBytes().Op("}").Text("v")).Op("s").Stop(), ("0", SixBytes));

        var tensor = Assert.Single(CheckpointBytes.Read(file));

        Assert.Equal([1, 2, 3, 4], tensor.Data.ToArray());
        Assert.Equal([2, 2], tensor.Shape);
    }

    [Theory]
    [MemberData(nameof(RefusedWays))]
    public void Tensors_without_plain_values_are_left_out_and_named_and_harm_no_other(string way)
    {
        var (write, content) = Refused[way];
        var pickle = Plain(write(new PickleBytes().Op("}(").Text("v")).Text("w")).Op("u");

        var file = CheckpointBytes.ReadContent(CheckpointBytes.Zip(pickle.Stop(), ("0", SixBytes)));

        Assert.Equal(["w"], file.Tensors.Names);
        var skipped = Assert.Single(file.Skipped);
        Assert.Equal("v", skipped.Name);
        Assert.Contains(content, skipped.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_rebuild_tensor", "(NK\u0001NNt")]
    [InlineData("_rebuild_tensor_v2", ")")]
    [InlineData("_rebuild_tensor_v3", "(NK\u0001NNNNNt")]
    [InlineData("_rebuild_parameter", "(NNNt")]
    public void Arguments_that_PyTorch_never_passes_are_refused(string function, string arguments)
    {
        var file = CheckpointBytes.Zip(new PickleBytes().Global("torch._utils", function).Op(arguments).Op("R").Stop());

        Assert.Contains("never passes", Assert.Throws<InputException>(() => CheckpointBytes.Read(file)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(1, 6)]
    [InlineData(long.MaxValue, 2)]
    public void Parts_that_their_storage_does_not_have_are_refused(long offset, long count)
    {
        var pickle = new PickleBytes().Op("(").Text("storage").Global("torch", "ByteStorage").Text("0").Text("cpu").Integer(6)
            .Op("(").Text("view").Integer(offset).Integer(count).Op("ttQ");

        Assert.Contains(
            "does not have",
            Assert.Throws<InputException>(() => CheckpointBytes.Read(CheckpointBytes.Zip(pickle.Stop()))).Problem,
            StringComparison.Ordinal);
    }

    private static PickleBytes Plain(PickleBytes pickle) => pickle.Tensor("ByteStorage", "0", 6, 1, [2, 2], [2, 1]);

    private static PickleBytes Call(PickleBytes pickle, string function) =>
        pickle.Global("torch._utils", function).Text("whatever").Op(0x85).Op("R");
}
