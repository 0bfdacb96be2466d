namespace IgMlNet.IO.Tests;

public sealed class BoundedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-bounded-").FullName;

    [Theory]
    [InlineData(2 << 10, "KiB")]
    [InlineData(2 << 20, "MiB")]
    public void A_file_of_the_largest_size_is_read_and_one_byte_more_is_refused(int largest, string unit)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllBytes(path, new byte[largest]);

        Assert.Equal(largest, BoundedFile.ReadAllBytes(path, largest, "Name another").Length);

        File.WriteAllBytes(path, new byte[largest + 1]);
        var refused = Assert.Throws<InputException>(() => BoundedFile.ReadAllBytes(path, largest, "Name another"));
        Assert.Equal($"is larger than 2 {unit}", refused.Problem);
        Assert.Equal("Name another", refused.Remedy);
    }

    [Fact]
    public void An_absent_file_and_a_folder_cannot_be_read()
    {
        foreach (var path in new[] { Path.Combine(_folder, "absent"), _folder, "" })
        {
            var refused = Assert.Throws<InputException>(() => BoundedFile.ReadAllBytes(path, 1, "Name another"));
            Assert.StartsWith("cannot be read: ", refused.Problem, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
