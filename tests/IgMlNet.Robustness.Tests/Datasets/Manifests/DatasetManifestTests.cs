using System.Text;
using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Manifests;

namespace IgMlNet.Robustness.Tests.Datasets.Manifests;

public sealed class DatasetManifestTests : IDisposable
{
    private static readonly string Bundled =
        Path.Combine(ReferenceData.RepositoryRoot, "datasets", "fashion-mnist", DatasetManifest.FileName);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bundled_manifest_says_what_the_data_are()
    {
        var manifest = DatasetManifest.Read(Bundled);
        Assert.Equal("fashion-mnist", manifest.Name);
        Assert.Equal("MIT", manifest.Licence);
        Assert.Equal(0.1, manifest.NormalEpsilon);
        Assert.Equal("1x28x28", manifest.ImageShape.ToString());
        Assert.Equal("Ankle boot", manifest.ClassNames[9]);
        Assert.True(manifest.Test.Count >= 1000);
        Assert.True(manifest.Probe.Count >= 2000);
        Assert.Contains(
            "Zalando", Encoding.UTF8.GetString(manifest.LicenceText.ReadVerified(manifest.Folder)), StringComparison.Ordinal);
        if (manifest.Model is { } model)
        {
            Assert.True(model.Weights.ReadVerified(manifest.Folder).Length <= 4 << 20);
            Assert.NotEmpty(model.Recipe.ReadVerified(manifest.Folder));
        }
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        File.WriteAllText(_folder.At("weights.safetensors"), "weights");
        File.WriteAllText(_folder.At("recipe.json"), "{}");
        var model = new ManifestModel
        {
            Weights = ManifestFile.Describe(_folder.Path, "weights.safetensors"),
            Recipe = ManifestFile.Describe(_folder.Path, "recipe.json"),
        };
        var path = _folder.At(DatasetManifest.FileName);
        (DatasetManifest.Read(Bundled) with { Model = model }).Write(path);
        var again = DatasetManifest.Read(_folder.Path);
        Assert.Equal(model, again.Model);
        Assert.Equal(_folder.At("weights.safetensors"), again.Model!.Weights.VerifiedPath(again.Folder));
        var text = File.ReadAllText(path);
        again.Write(path);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void The_bundled_manifest_is_as_this_program_writes_it()
    {
        var path = _folder.At(DatasetManifest.FileName);
        DatasetManifest.Read(Bundled).Write(path);
        Assert.Equal(File.ReadAllText(Bundled), File.ReadAllText(path));
    }

    [Fact]
    public void The_bundled_manifest_names_the_clip_and_the_preprocessing_it_was_trained_with()
    {
        var manifest = DatasetManifest.Read(Bundled);
        var clip = manifest.Clip!;
        Assert.True(clip.Weights.ReadVerified(manifest.Folder).Length <= 1 << 20);
        Assert.StartsWith("#version", Encoding.UTF8.GetString(clip.Merges.ReadVerified(manifest.Folder)), StringComparison.Ordinal);
        Assert.Equal("Crop32", clip.Preprocessing);
        Assert.Equal([0.286f, 0.286f, 0.286f], clip.Mean);
        Assert.Equal([0.353f, 0.353f, 0.353f], clip.Deviation);
    }

    [Theory]
    [InlineData("clip.preprocessing", "\"none\"", "clip")]
    [InlineData("clip.preprocessing", "\"Shrink\"", "clip")]
    [InlineData("clip.mean", "[0.1]", "clip")]
    [InlineData("clip.deviation", "[0,0,0]", "clip")]
    [InlineData("clip.deviation", "[1e39,1,1]", "clip")]
    [InlineData("clip.weights.path", "\"../x\"", "clip.weights")]
    [InlineData("clip.merges.sha256", "\"\"", "clip.merges")]
    public void A_clip_that_cannot_be_is_refused(string member, string value, string place) => Assert.Equal(
        place, Fail(json => Parent(json, member)[member.Split('.')[^1]] = JsonNode.Parse(value)).Place);

    [Theory]
    [InlineData("licence")]
    [InlineData("classNames")]
    [InlineData("test")]
    [InlineData("test.count")]
    [InlineData("probe.images.sha256")]
    [InlineData("fullSet.train")]
    public void A_missing_member_is_named(string member)
    {
        var error = Fail(json => Parent(json, member).Remove(member.Split('.')[^1]));
        Assert.Contains($"'{member.Split('.')[^1]}'", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extra")]
    [InlineData("Name")]
    [InlineData("test.images.size")]
    public void An_unknown_member_is_named(string member)
    {
        var error = Fail(json => Parent(json, member)[member.Split('.')[^1]] = 1);
        Assert.Contains($"'{member.Split('.')[^1]}'", error.Problem, StringComparison.Ordinal);
        Assert.Contains("line ", error.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.gz")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("C:b")]
    [InlineData("./b")]
    [InlineData("")]
    public void A_path_that_may_leave_the_folder_is_refused(string path)
    {
        var error = Fail(json => json["test"]!["images"]!["path"] = path);
        Assert.Equal("test.images", error.Place);
        Assert.Throws<InputException>(() => ManifestFile.Describe(_folder.Path, path));
    }

    [Theory]
    [InlineData("schemaVersion", "2", "schemaVersion")]
    [InlineData("name", "\"Fashion MNIST\"", "name")]
    [InlineData("name", "null", "null")]
    [InlineData("imageShape", "[1,28]", "shape")]
    [InlineData("imageShape", "[1,0,28]", "shape")]
    [InlineData("imageShape", "[3,28,28]", "imageShape")]
    [InlineData("imageShape", "[1,28,28,1]", "shape")]
    [InlineData("classNames", "[]", "classNames")]
    [InlineData("classNames", "[\"a\",\"a\"]", "twice")]
    [InlineData("classNames", "[\"a\",\"b\\u001b\"]", "no text")]
    [InlineData("classNames", "[\"a\",null]", "no text")]
    [InlineData("normalEpsilon", "0", "normalEpsilon")]
    [InlineData("normalEpsilon", "8", "normalEpsilon")]
    [InlineData("normalEpsilon", "\"0.1\"", "")]
    [InlineData("test.count", "0", "count")]
    [InlineData("test.takenFrom", "\"probe\"", "takenFrom")]
    [InlineData("test.takenFrom", "1", "")]
    [InlineData("test.images.bytes", "-1", "bytes")]
    [InlineData("test.images.bytes", "1e30", "")]
    [InlineData("test.images.sha256", "\"abc\"", "sha256")]
    public void A_value_out_of_range_is_named(string member, string value, string expected)
    {
        var error = Fail(json => Parent(json, member)[member.Split('.')[^1]] = JsonNode.Parse(value));
        Assert.Contains(expected, error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\":1,\"name\":2}")]
    [InlineData("{\"schemaVersion\":1} x")]
    public void What_is_no_manifest_is_refused(string content)
    {
        _folder.Write(DatasetManifest.FileName, Encoding.UTF8.GetBytes(content));
        Assert.Throws<InputException>(() => DatasetManifest.Read(_folder.Path));
    }

    [Fact]
    public void A_file_that_was_changed_is_refused()
    {
        var path = _folder.Write("part/data", "content"u8);
        var file = ManifestFile.Describe(_folder.Path, "part/data");
        Assert.Equal("content"u8, file.ReadVerified(_folder.Path));
        File.WriteAllText(path, "Content");
        Assert.Contains(
            "SHA-256", Assert.Throws<InputException>(() => file.ReadVerified(_folder.Path)).Problem, StringComparison.Ordinal);
        File.WriteAllText(path, "contents");
        Assert.Contains(
            "8 bytes", Assert.Throws<InputException>(() => file.ReadVerified(_folder.Path)).Problem, StringComparison.Ordinal);
        File.WriteAllText(path, "conten");
        Assert.Contains(
            "6 bytes", Assert.Throws<InputException>(() => file.VerifiedPath(_folder.Path)).Problem, StringComparison.Ordinal);
    }

    private static JsonObject Parent(JsonObject json, string member) =>
        member.Split('.')[..^1].Aggregate(json, (node, name) => node[name]!.AsObject());

    private InputException Fail(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(Bundled))!.AsObject();
        change(json);
        var path = _folder.Write(DatasetManifest.FileName, Encoding.UTF8.GetBytes(json.ToJsonString()));
        var error = Assert.Throws<InputException>(() => DatasetManifest.Read(_folder.Path));
        Assert.Equal(path, error.InputSource);
        return error;
    }
}
