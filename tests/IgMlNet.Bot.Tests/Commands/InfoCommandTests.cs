using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class InfoCommandTests
{
    [Fact]
    public void Info_tells_versions_device_threads_library_and_data_sets()
    {
        var output = Igml.Run("info", "--device", "cpu", "--threads", "1").Succeeded().Output;
        foreach (var label in new[]
        {
            "igml ", ".NET ", "system ", "processors ", "libtorch ", "device          cpu", "CUDA devices ", "threads         1",
            "native library ", "patched copy ", "data set        fashion-mnist",
        })
        {
            Assert.Contains(output.Split('\n'), line => line.StartsWith(label, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_error_with_a_remedy()
    {
        var line = Igml.Run("info", "--device", "cuda:9").OneLine(ExitCode.UnusableInput);
        Assert.StartsWith("igml info: --device cuda:9: ", line, StringComparison.Ordinal);
    }
}
