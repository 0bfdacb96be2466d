using System.Numerics;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints.Pickle;

public sealed class PickleMachineTests
{
    [Fact]
    public void Scalars_of_every_form_are_read()
    {
        var root = Read(new PickleBytes().Op("(")
            .Op("N").Op(0x88).Op(0x89)
            .Op("K").Op(200).Op("M").Op(0x34, 0x12).Op("J").Op(0xfe, 0xff, 0xff, 0xff)
            .Op(0x8a, 0).Op(0x8a, 1, 0xff).Op(0x8a, 2, 0xff, 0x00).Integer(long.MinValue)
            .Op(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1)
            .Op("G").Op(0x3f, 0xf8, 0, 0, 0, 0, 0, 0)
            .Text("grüße").Op(0x8c, 1).Op("a").Op("U").Op(1).Op("b")
            .Op("t").Stop());

        Assert.Equal(
            [
                null, true, false, 200L, 0x1234L, -2L, 0L, -1L, 255L, long.MinValue, BigInteger.One << 64, 1.5, "grüße", "a", "b",
            ],
            Assert.IsType<PickleTuple>(root).Items);
    }

    [Fact]
    public void Containers_are_filled_in_order()
    {
        var root = Read(new PickleBytes().Op("}(")
            .Text("a").Op("K").Op(1).Text("b").Op("](K").Op(2).Op("K").Op(3).Op("eu").Stop());

        var dict = Assert.IsType<PickleDict>(root);
        Assert.Equal(["a", "b"], dict.Pairs.Select(pair => pair.Key));
        Assert.Equal(1L, dict.Find("a"));
        Assert.IsType<PickleList>(dict.Find("b"));
        Assert.Null(dict.Find("c"));
    }

    [Fact]
    public void The_memo_recalls_values()
    {
        var root = Read(new PickleBytes().Text("x").Op("q").Op(7).Op("h").Op(7).Op(0x86).Stop());

        Assert.Equal(["x", "x"], Assert.IsType<PickleTuple>(root).Items);
    }

    [Fact]
    public void Attributes_of_an_ordered_dict_are_read_past()
    {
        var root = Read(new PickleBytes().Global("collections", "OrderedDict").Op(")R}").Text("_metadata").Op("NsbN0").Stop());

        Assert.Empty(Assert.IsType<PickleDict>(root).Pairs);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("torch", "load")]
    [InlineData("torch", "FloatStorage.__init__")]
    [InlineData("torch.hub", "load")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    [InlineData("collections", "OrderedDict ")]
    [InlineData("collections", "Counter")]
    [InlineData("argparse", "Namespace")]
    [InlineData("", "")]
    public void Names_that_are_not_on_the_list_are_never_built_whatever_is_done_with_them(string module, string name)
    {
        Func<PickleBytes, PickleBytes>[] ways =
        [
            pickle => pickle,
            pickle => pickle.Text("x").Op(0x85).Op("R"),
            pickle => pickle.Op(")").Op(0x81),
            pickle => pickle.Op(")}").Op(0x92),
            pickle => pickle.Op(")R}").Text("a").Op("Nsb"),
            pickle => pickle.Op(")R)b"),
            pickle => pickle.Op(")RNa"),
            pickle => pickle.Op(")R(NNe"),
            pickle => pickle.Op(")R(NN").Op(0x90),
            pickle => pickle.Op(")RNNs"),
            pickle => pickle.Op(")R(NNu"),
            pickle => pickle.Op(")R)R"),
        ];
        foreach (var way in ways)
        {
            Assert.Equal($"{module}.{name}", Assert.IsType<PickleStub>(Read(way(new PickleBytes().Global(module, name)).Stop())).Name);
            Assert.Equal(
                $"{module}.{name}",
                Assert.IsType<PickleStub>(Read(way(new PickleBytes().Text(module).Text(name).Op(0x93)).Stop())).Name);
        }

        Assert.IsType<PickleStub>(Read(new PickleBytes().Op("(").Global(module, name).Text("x").Op("o").Stop()));
    }

    [Fact]
    public void A_stub_remembers_where_it_was_named()
    {
        var stub = Assert.IsType<PickleStub>(Read(new PickleBytes().Global("os", "system").Op("N0").Stop()));

        Assert.Equal("test, byte 13", stub.Place);
    }

    [Fact]
    public void An_ordered_dict_of_Python_2_comes_with_its_pairs()
    {
        var dict = Assert.IsType<PickleDict>(Read(new PickleBytes().Global("collections", "OrderedDict")
            .Op("(](](").Text("b").Op("K").Op(1).Op("e(").Text("a").Op("K").Op(2).Op("tetR").Stop()));

        Assert.Equal(["b", "a"], dict.Pairs.Select(pair => pair.Key));
        Assert.Equal([1L, 2L], dict.Pairs.Select(pair => pair.Value));
    }

    [Fact]
    public void An_ordered_dict_made_again_and_again_of_many_pairs_is_refused_before_it_takes_memory()
    {
        var pickle = new PickleBytes().Op("](");
        for (var i = 0; i < 50_000; i++)
            pickle.Op("NN").Op(0x86);
        pickle.Op("e").Op(0x85).Op("q").Op(0);
        for (var i = 0; i < 10_000; i++)
            pickle.Global("collections", "OrderedDict").Op("h").Op(0).Op("R");
        var bytes = pickle.Stop();
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("operations", Refused(bytes).Problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 200_000_000);
    }

    [Theory]
    [InlineData("iposix\nsystem\n", "opcode 0x69")]
    [InlineData("(o", "makes an object")]
    [InlineData("(No", "makes an object")]
    [InlineData("))\u0081", "not a function")]
    [InlineData("))}\u0092", "makes an object")]
    [InlineData("cos\nsystem\nNR", "not a function")]
    [InlineData("\u0082\u0001", "opcode 0x82")]
    [InlineData("I1\n", "opcode 0x49")]
    [InlineData("\u0080\u0001N", "protocol 1")]
    [InlineData(")R", "where there is none")]
    [InlineData("N)R", "not a function")]
    [InlineData("ctorch\nFloatStorage\n)R", "not a function")]
    [InlineData("NNR", "not a function")]
    [InlineData("N}b", "sets attributes")]
    [InlineData("NQ", "not a storage")]
    [InlineData("t", "never began")]
    [InlineData("N(0", "where there is none")]
    [InlineData("](NN", "unfinished")]
    [InlineData("NN", "unfinished")]
    [InlineData("", "unfinished")]
    [InlineData("h\u0001", "never remembered")]
    [InlineData("}(Nu", "key without a value")]
    [InlineData("](NNu", "not a dict")]
    [InlineData("}(NNe", "not a list")]
    [InlineData("\u008a\u0021", "more than 32 bytes")]
    [InlineData("X\u0001\0\0\0\u00ff", "UTF-8")]
    [InlineData("ccollections\nOrderedDict\nN\u0085R", "never passes")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R", "never passes")]
    [InlineData("ctorch._utils\n_rebuild_parameter\nNNN\u0087R", "never passes")]
    [InlineData("c_codecs\nencode\n)R", "never passes")]
    public void Pickles_that_torch_never_writes_are_refused(string opcodes, string problem)
    {
        var error = Refused(new PickleBytes().Op(opcodes).Stop());

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.StartsWith("test, byte ", error.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X\u00ff\u00ff\u00ff\u007fabc")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc")]
    [InlineData("B\u00ff\u00ff\u00ff\u00ffabc")]
    [InlineData("G\0")]
    [InlineData("cposix")]
    [InlineData("N")]
    public void Counts_beyond_the_end_take_no_memory(string opcodes)
    {
        byte[] pickle = [0x80, 2, .. System.Text.Encoding.Latin1.GetBytes(opcodes)];
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        var error = Refused(pickle);

        Assert.Contains("in the middle of its pickle", error.Problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000_000);
    }

    [Theory]
    [InlineData("}")]
    [InlineData("](Ne")]
    [InlineData("}(NNu")]
    [InlineData("(t\u0085\u0094")]
    [InlineData("2")]
    public void Bombs_of_operations_take_little_memory(string repeated)
    {
        var pickle = new PickleBytes().Op("N");
        for (var i = 0; i < 1_200_000 / repeated.Length; i++)
            pickle.Op(repeated);
        var bytes = pickle.Op(new byte[1_000_000]).Stop();
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        Refused(bytes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 200_000_000);
    }

    [Fact]
    public void Deeply_nested_tuples_and_shared_values_are_never_walked()
    {
        // 2^100000 leaves, were anybody to count them.
        var pickle = new PickleBytes().Op(")");
        for (var i = 0; i < 100_000; i++)
            pickle.Op("2").Op(0x86);

        Assert.IsType<PickleTuple>(Read(pickle.Stop()));
    }

    private static object? Read(byte[] pickle)
    {
        var file = CheckpointBytes.File(pickle);
        return PickleMachine.Read(new PickleInput(file, file.Stream, "test", CancellationToken.None));
    }

    private static InputException Refused(byte[] pickle) => Assert.Throws<InputException>(() => Read(pickle));
}
