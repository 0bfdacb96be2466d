using System.Text;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Tests.Leaderboards.References;

public class RobustBenchModelInfoTests
{
    private const string Sound =
        """{"name":"A <b>title</b>","venue":"ICML 2020","architecture":"WideResNet-28-10","eps":"8/255","clean_acc":"89.69","autoattack_acc":"59.53","external":"58.1","additional_data":true,"unreliable":true,"footnote":null,"number_forward_passes":1}""";

    [Fact]
    public void A_published_result_is_read_with_its_numbers()
    {
        var result = Parse(Sound);
        Assert.Equal("Carmon2019Unlabeled", result.Id);
        Assert.Equal("A <b>title</b>", result.Title);
        Assert.Equal(("cifar10", PerturbationNorm.Linf, "8/255"), (result.Dataset, result.ThreatModel.Norm, result.ThreatModel.EpsilonText));
        Assert.Equal((0.8969, 0.5953, 0.581), (result.Clean, result.AutoAttack, result.Robust));
        Assert.Equal((true, true), (result.AdditionalData, result.IsUnreliable));
    }

    [Theory]
    [InlineData("\"89.69\"", "\"NaN\"", "$.clean_acc")]
    [InlineData("\"89.69\"", "\"1e308\"", "$.clean_acc")]
    [InlineData("\"89.69\"", "\"100.1\"", "$.clean_acc")]
    [InlineData("\"89.69\"", "\"-1\"", "$.clean_acc")]
    [InlineData("\"89.69\"", "\"89,69\"", "$.clean_acc")]
    [InlineData("\"89.69\"", "89.69", "$.clean_acc")]
    [InlineData("\"autoattack_acc\"", "\"autoattack\"", "$.autoattack_acc")]
    [InlineData("\"8/255\"", "\"8/0\"", "$.eps")]
    [InlineData("\"8/255\"", "\"8/255/1\"", "$.eps")]
    [InlineData("\"8/255\"", "null", "$.eps")]
    [InlineData("\"A <b>title</b>\"", "[]", "$.name")]
    [InlineData("\"A <b>title</b>\"", "\" \\u0000 \"", "$.name")]
    [InlineData("true", "\"yes\"", "$.additional_data")]
    [InlineData("\"ICML 2020\"", "\"\\ud800\"", "not Unicode")]
    [InlineData("\"eps\"", "\"name\":\"x\",\"eps\"", "is not JSON")]
    [InlineData("null", "[[[[[[[[[[[]]]]]]]]]]]", "is not JSON")]
    [InlineData("}", "", "is not JSON")]
    public void What_cannot_be_a_result_is_refused_with_its_place(string text, string wrong, string place)
    {
        var at = Sound.IndexOf(text, StringComparison.Ordinal);
        var refused = Assert.Throws<InputException>(() => Parse(Sound[..at] + wrong + Sound[(at + text.Length)..]));
        Assert.StartsWith("x/Carmon2019Unlabeled.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_read_in_one_order_without_corruptions()
    {
        var folder = Directory.CreateTempSubdirectory("igml-tests-").FullName;
        try
        {
            foreach (var (path, text) in new[] { ("cifar10/Linf/B.json", Sound), ("cifar10/L2/A.json", Sound), ("cifar10/corruptions/C.json", "{}"), ("aset/Linf/D.json", Sound), ("notes.txt", "") })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
                File.WriteAllText(Path.Combine(folder, path), text);
            }

            var list = RobustBenchModelInfo.Read(folder);

            Assert.Equal(["aset D Linf", "cifar10 B Linf", "cifar10 A L2"], list.Results.Select(r => $"{r.Dataset} {r.Id} {r.ThreatModel.Norm}"));
            var file = Path.Combine(folder, "robustbench.json");
            ReferenceListFile.Write(file, list);
            Assert.Equal(list.Results, ReferenceListFile.Read(file).Results);
            File.WriteAllText(file, File.ReadAllText(file).Replace("0.8969", "1.5", StringComparison.Ordinal));
            Assert.Throws<InputException>(() => ReferenceListFile.Read(file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_folder_without_results_is_refused()
    {
        var refused = Assert.Throws<InputException>(() => RobustBenchModelInfo.Read(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
        Assert.Contains("model_info", refused.Message, StringComparison.Ordinal);
    }

    private static ReferenceResult Parse(string json) =>
        RobustBenchModelInfo.Parse(Encoding.UTF8.GetBytes(json), "cifar10", PerturbationNorm.Linf, "x/Carmon2019Unlabeled.json");
}
