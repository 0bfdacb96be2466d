using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class SafetensorsIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    [Fact]
    public void Tensors_come_from_the_files_that_the_index_names()
    {
        Write("one.safetensors", ("a", 1), ("c", 3));
        Write("two.safetensors", ("b", 2));

        using var file = CheckpointFile.Open(Index("""
            { "metadata": { "total_size": 12 },
              "weight_map": { "a": "one.safetensors", "b": "two.safetensors", "c": "one.safetensors" } }
            """));

        Assert.Equal(CheckpointFormat.ShardedSafetensors, file.Format);
        Assert.Equal(["a", "b", "c"], file.Tensors.Names);
        Assert.Equal([1f, 2f, 3f], file.Tensors.Select(tensor => tensor.ToFloat32Array()[0]));
        Assert.Equal([2f], CheckpointReader.Read(file.Path)["b"].ToFloat32Array());
    }

    [Theory]
    [InlineData("""{ "weight_map": { "a": "one.safetensors", "x": "one.safetensors" } }""", "holds 'x', and it does not")]
    [InlineData("""{ "weight_map": { "a": "one.safetensors" } }""", "does not list 'c'")]
    [InlineData("""{ "weight_map": { "a": "three.safetensors" } }""", "does not exist")]
    [InlineData("""{ "weight_map": { "a": "../one.safetensors" } }""", "not the name of a file in the same folder")]
    [InlineData("""{ "weight_map": { "a": ".." } }""", "not the name of a file")]
    [InlineData("""{ "weight_map": { "a": "/etc/passwd" } }""", "not the name of a file")]
    [InlineData("""{ "weight_map": { "a": 1 } }""", "not the index")]
    [InlineData("""{ "weight_map": { "": "one.safetensors" } }""", "name is empty")]
    [InlineData("""{ "weight_map": { } }""", "lists no tensor")]
    [InlineData("""{ "weight_map": { "a": "one.safetensors", "a": "one.safetensors" } }""", "not the index")]
    [InlineData("""{ "config": {} }""", "not the index")]
    [InlineData("""{ "weight_map": """, "not the index")]
    public void An_index_that_does_not_fit_is_refused(string json, string problem)
    {
        Write("one.safetensors", ("a", 1), ("c", 3));
        var path = Index(json);

        var error = Assert.Throws<InputException>(() => CheckpointReader.Read(path));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.StartsWith(_folder, error.InputSource, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Index(string json)
    {
        var path = Path.Combine(_folder, "model.safetensors.index.json");
        File.WriteAllText(path, json);
        return path;
    }

    private void Write(string name, params (string Name, float Value)[] tensors) => SafetensorsFile.Write(
        Path.Combine(_folder, name),
        new StateDict(tensors.Select(tensor => CheckpointTensor.FromValues(tensor.Name, [tensor.Value], 1))));
}
