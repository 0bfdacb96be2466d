using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Cifar;
using IgMlNet.Robustness.Datasets.ImageNet;

namespace IgMlNet.Robustness.Tests.Datasets;

public sealed class ClassTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ImageNets_identifiers_are_the_names_that_CLIP_was_published_with()
    {
        var texts = ClassTexts.Of(ImageNetValidation.ClassNames);

        Assert.Equal(1000, texts.Count);
        Assert.Equal(["tench", "goldfish", "great white shark"], texts.Take(3));
        Assert.Equal("toilet paper", texts[999]);
        Assert.Equal("great white shark", ClassTexts.Of(["n01484850", "x"])[0]);
    }

    [Fact]
    public void Underscores_are_spaces()
    {
        Assert.Contains("aquarium fish", ClassTexts.Of(CifarClassNames.Cifar100Fine));
        Assert.DoesNotContain(ClassTexts.Of(CifarClassNames.Cifar100Coarse), text => text.Contains('_', StringComparison.Ordinal));
        Assert.Equal(["T-shirt/top", "_"], ClassTexts.Of(["T-shirt/top", "_"]));
    }

    [Theory]
    [InlineData("tench\ngreat white shark\n")]
    [InlineData("\ufefftench\r\n  great white shark  \r\n\r\n")]
    [InlineData("""["tench", "great white shark"]""")]
    public void Names_are_read_from_lines_or_a_JSON_list(string content)
    {
        _folder.Write("names.txt", System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Equal(["tench", "great white shark"], ClassTexts.Read(_folder.At("names.txt"), 2));
    }

    [Theory]
    [InlineData("tench\n", "1 class names, and the data set has 2")]
    [InlineData("a\nb\nc", "3 class names")]
    [InlineData("a\n\nb", "3 class names")]
    [InlineData("a\n\u0007", "blank")]
    [InlineData("""["a", ""]""", "blank")]
    [InlineData("""["a", null]""", "blank")]
    [InlineData("""["a", 1]""", "not a JSON list")]
    [InlineData("""["a" """, "not a JSON list")]
    public void Unsound_files_are_refused_by_name(string content, string problem)
    {
        _folder.Write("names.txt", System.Text.Encoding.UTF8.GetBytes(content));

        var error = Assert.Throws<InputException>(() => ClassTexts.Read(_folder.At("names.txt"), 2));

        Assert.Equal(_folder.At("names.txt"), error.InputSource);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }
}
