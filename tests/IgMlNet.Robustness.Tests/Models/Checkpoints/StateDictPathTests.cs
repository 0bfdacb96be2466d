using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class StateDictPathTests
{
    /// <summary>What training scripts keep beside the weights, each the value of an entry.</summary>
    private static readonly Dictionary<string, Func<PickleBytes, PickleBytes>> Beside = new()
    {
        ["collections.Counter"] = pickle => pickle.Global("collections", "Counter").Op("}(K\u0003K\u0001K\u0006K\u0001u").Op(0x85).Op("R"),
        ["numpy.core.multiarray.scalar"] = pickle => pickle.Global("numpy.core.multiarray", "scalar")
            .Global("numpy", "dtype").Text("f8").Op(0x89).Op(0x88).Op(0x87).Op("R").Op("(K\u0003").Text("<").Op("NNNtb")
            .Global("_codecs", "encode").Text("x").Text("latin1").Op(0x86).Op("R").Op(0x86).Op("R"),
        ["numpy.core.multiarray._reconstruct"] = pickle => pickle.Global("numpy.core.multiarray", "_reconstruct")
            .Global("numpy", "ndarray").Op("K\0").Op(0x85).Text("b").Op(0x87).Op("R(K\u0001K\u0004").Op(0x85).Op("NNtb"),
        ["argparse.Namespace"] = pickle => pickle.Global("argparse", "Namespace").Op(")").Op(0x81).Op("}").Text("lr").Op("Nsb"),
        ["torch.device"] = pickle => pickle.Global("torch", "device").Text("cuda").Op("K\0").Op(0x86).Op("R"),
        ["torch.float32"] = pickle => pickle.Global("torch", "float32"),
        ["collections.defaultdict"] = pickle => pickle.Global("collections", "defaultdict")
            .Global("__builtin__", "list").Op(0x85).Op("R(").Text("loss").Op("]u"),
        ["pathlib.PosixPath"] = pickle => pickle.Global("pathlib", "PosixPath").Text("runs").Op(0x85).Op("R"),
        ["datetime.datetime"] = pickle => pickle.Global("datetime", "datetime").Text("2023").Op(0x85).Op("R"),
        ["an old class of Python 2"] = pickle => pickle.Op("(").Global("train", "Options").Op("o}").Text("lr").Op("Nsb"),
        ["posix.system"] = pickle => pickle.Global("posix", "system").Text("touch igml-pwned").Op(0x85).Op("R"),
    };

    public static TheoryData<string> BesideNames => [.. Beside.Keys];

    [Theory]
    [MemberData(nameof(BesideNames))]
    public void Objects_beside_the_weights_are_not_built_and_do_no_harm(string what)
    {
        var apart = Beside[what](new PickleBytes().Op("}(").Text("other"));
        var among = Beside[what](new PickleBytes().Op("}(").Text("other"));

        Assert.Equal(["w"], Read(Weights(apart.Text("state_dict"), "w").Op("u")).Tensors.Names);
        var content = Read(Tensor(among, "w").Op("u"));
        Assert.Equal(["w"], content.Tensors.Names);
        Assert.Equal("other", Assert.Single(content.Skipped).Name);
        Assert.False(File.Exists("igml-pwned"), "code of the checkpoint ran");
    }

    [Theory]
    [MemberData(nameof(BesideNames))]
    public void Objects_in_place_of_the_weights_are_named(string what)
    {
        var whole = Beside[what](new PickleBytes());
        var entry = Beside[what](new PickleBytes().Op("}").Text("state_dict")).Op("s");

        if (what.Contains('.', StringComparison.Ordinal))
        {
            Assert.Contains($"'{what}'", Problem(whole), StringComparison.Ordinal);
            Assert.Contains($"'{what}'", Problem(entry), StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("'train.Options'", Problem(whole), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_and_None_among_the_tensors_are_left_out_and_named()
    {
        var content = Read(Tensor(new PickleBytes().Op("}(").Text("epoch").Op("K\u0003"), "w").Text("best").Op("NK\u0007Nu"));

        Assert.Equal(["w"], content.Tensors.Names);
        Assert.Equal(
            [("epoch", "a number"), ("best", "None"), ("a number", "None")],
            content.Skipped.Select(entry => (entry.Name, entry.Content)));
    }

    [Theory]
    [InlineData("state_dict.0", "first")]
    [InlineData("state_dict[0]", "first")]
    [InlineData("state_dict.1", "second")]
    [InlineData("state_dict[1]", "second")]
    public void A_list_of_state_dicts_is_chosen_from_by_index(string entry, string name)
    {
        var pickle = Weights(Weights(new PickleBytes().Op("}").Text("state_dict").Op("]("), "first"), "second").Op("es");

        var content = Read(pickle, entry);

        Assert.Equal([name], content.Tensors.Names);
        Assert.Equal(entry.Replace('[', '.').TrimEnd(']'), content.Entry);
        Assert.Contains("'state_dict.0', 'state_dict.1'", Problem(pickle), StringComparison.Ordinal);
        Assert.Contains("--entry state_dict.0", Refused(pickle).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_that_is_a_list_is_chosen_from_too()
    {
        var pickle = Weights(Weights(new PickleBytes().Op("]("), "first"), "second").Op("e");

        Assert.Equal(["second"], Read(pickle, "[1]").Tensors.Names);
        Assert.Equal(["first"], Read(pickle, "0").Tensors.Names);
        Assert.Contains("'0', '1'", Problem(pickle), StringComparison.Ordinal);
        Assert.Contains("'2'", Problem(pickle, "2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("]", "e")]
    [InlineData("", "t")]
    public void A_list_of_one_state_dict_needs_no_index(string begin, string end)
    {
        var pickle = Weights(new PickleBytes().Op("}").Text("state_dict").Op(begin + "("), "w").Op(end + "s");

        Assert.Equal(("state_dict.0", "w"), (Read(pickle).Entry, Assert.Single(Read(pickle).Tensors.Names)));
    }

    [Fact]
    public void The_only_entry_that_holds_tensors_is_taken_whatever_its_name()
    {
        var pickle = Weights(new PickleBytes().Op("}(").Text("epoch").Op("K\u0003").Text("options").Op("}").Text("weights"), "w").Op("u");

        Assert.Equal("weights", Read(pickle).Entry);
        Assert.Equal("weights", Read(pickle, "weights").Entry);
    }

    [Fact]
    public void A_loose_tensor_next_to_a_dict_of_more_is_no_state_dict()
    {
        var pickle = Tensor(new PickleBytes().Op("}("), "random").Text("weights").Op("}(");

        Assert.Equal(["v", "w"], Read(Tensor(Tensor(pickle, "v"), "w").Op("uu")).Tensors.Names);
    }

    [Fact]
    public void Of_several_entries_that_hold_tensors_one_must_be_chosen()
    {
        var pickle = Weights(Weights(new PickleBytes().Op("}(").Text("student"), "s").Text("teacher"), "t").Op("u");

        Assert.Contains("'student', 'teacher'", Problem(pickle), StringComparison.Ordinal);
        Assert.Equal(["t"], Read(pickle, "teacher").Tensors.Names);
    }

    [Fact]
    public void What_is_no_entry_is_a_prefix_of_names()
    {
        var pickle = Tensor(Tensor(Tensor(new PickleBytes().Op("}(").Text("state_dict").Op("}("), "teacher.w"), "student.w"), "teacher.").Op("uu");

        Assert.Equal(("state_dict.teacher", "w"), (Read(pickle, "teacher").Entry, Assert.Single(Read(pickle, "teacher").Tensors.Names)));
        Assert.Equal(["w"], Read(pickle, "state_dict.teacher").Tensors.Names);
        var problem = Problem(pickle, "ema");
        Assert.Contains("no entry 'ema'", problem, StringComparison.Ordinal);
        Assert.Contains("it has 'state_dict': a dict", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("state_dict.0.w")]
    [InlineData("[7]")]
    public void An_entry_that_holds_no_tensors_is_refused_without_contradiction(string entry)
    {
        var problem = Problem(new PickleBytes().Op("}").Text("state_dict").Op("](Nes"), entry);

        Assert.Contains($"'{entry}'", problem, StringComparison.Ordinal);
        Assert.Contains("'state_dict': a list", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("no entry 'state_dict'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_hold_themselves_are_refused_in_no_time()
    {
        var pickle = new PickleBytes().Op("]q\0(");
        for (var i = 0; i < 100_000; i++)
            pickle.Op("h\0");

        Assert.Contains("too many ways", Problem(pickle.Op("e")), StringComparison.Ordinal);
    }

    private static PickleBytes Weights(PickleBytes pickle, string name) => Tensor(pickle.Op("}"), name).Op("s");

    private static PickleBytes Tensor(PickleBytes pickle, string name) => pickle.Text(name).Tensor("ByteStorage", "0", 6, 0, [6], [1]);

    private static CheckpointContent Read(PickleBytes pickle, string? entry = null) => CheckpointBytes.ReadContent(
        CheckpointBytes.Zip(pickle.Stop(), ("0", [0, 1, 2, 3, 4, 5])), new CheckpointReadOptions { Entry = entry });

    private static InputException Refused(PickleBytes pickle, string? entry = null) =>
        Assert.Throws<InputException>(() => Read(pickle, entry));

    private static string Problem(PickleBytes pickle, string? entry = null) => Refused(pickle, entry).Problem;
}
