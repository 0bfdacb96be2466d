using System.IO.Compression;
using System.Text.RegularExpressions;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Intake;
using IgMlNet.Publishing.Tests.GitHub.Fake;

namespace IgMlNet.Publishing.Tests.GitHub.Intake;

public partial class SingleEntryArchiveTests
{
    private const string Name = "report.json";

    [Fact]
    public void The_one_file_is_read() => Assert.Equal([1, 2, 3], Read(FakeSetting.Zip(Name, [1, 2, 3])));

    [Theory]
    [InlineData("../report.json")]
    [InlineData("/report.json")]
    [InlineData("..\\report.json")]
    [InlineData("report.json/")]
    [InlineData("a/report.json")]
    [InlineData("report.json\n")]
    [InlineData("REPORT.JSON")]
    [InlineData("report.json.zip")]
    [InlineData("report.json\u202e")]
    public void A_file_of_any_other_name_is_refused(string name)
    {
        var e = Assert.Throws<InputException>(() => Read(FakeSetting.Zip(name, [1])));
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Two_files_are_refused_even_of_one_name()
    {
        Assert.Contains("holds 2 entries", Refused(Zip((Name, 0), (Name, 0))), StringComparison.Ordinal);
        Assert.Contains("holds 2 entries", Refused(Zip((Name, 0), ("folder/", 0))), StringComparison.Ordinal);
        Assert.Contains("is empty", Refused(Zip()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_refused() => Assert.Contains("holds a link", Refused(Zip((Name, unchecked((int)0xA1FF0000)))), StringComparison.Ordinal);

    [Fact]
    public void An_encrypted_file_is_refused()
    {
        var zip = FakeSetting.Zip(Name, [1, 2, 3]);
        zip[6] |= 1;
        zip[CentralDirectory(zip) + 8] |= 1;
        Assert.Contains("is encrypted", Refused(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        var zip = FakeSetting.Zip(Name, new byte[20 << 20]);
        Assert.InRange(zip.Length, 1, 100_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more than 100 times its size", Refused(zip, most: 64 << 20), StringComparison.Ordinal);
        Assert.Contains("unpacks to 20971520 bytes, more than 1000", Refused(zip, most: 1000), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3000)]
    public void No_more_is_read_than_the_header_says_and_less_is_damage(int declared)
    {
        var content = new byte[1000];
        new Random(1).NextBytes(content);
        var zip = FakeSetting.Zip(Name, content);
        BitConverter.TryWriteBytes(zip.AsSpan(CentralDirectory(zip) + 24), declared);
        if (declared > content.Length)
            Assert.Throws<InputException>(() => Read(zip, most: 10_000));
        else
            Assert.Equal(content[..declared], Read(zip, most: 10_000));
    }

    [Fact]
    public void What_is_no_archive_or_half_of_one_is_refused()
    {
        var zip = FakeSetting.Zip(Name, [1, 2, 3]);
        foreach (var bytes in new[] { [], new byte[30], zip[..^10], zip[..30], [.. "PK\u0003\u0004"u8] })
            Assert.Contains("damaged", Refused(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_byte_is_changed_it_is_read_or_refused()
    {
        var zip = FakeSetting.Zip(Name, [.. "some text, some text"u8]);
        for (var i = 0; i < zip.Length; i++)
        {
            foreach (var change in new byte[] { 1, 0x80, 0xff })
            {
                var damaged = zip.ToArray();
                damaged[i] ^= change;
                try
                {
                    Assert.InRange(Read(damaged).Length, 0, 1000);
                }
                catch (InputException)
                {
                    // Refused.
                }
            }
        }
    }

    private static byte[] Read(byte[] zip, long most = 1000) => SingleEntryArchive.Read(zip, Form(), Name, most, "the archive");

    private static string Refused(byte[] zip, long most = 1000) => Assert.Throws<InputException>(() => Read(zip, most)).Message;

    private static int CentralDirectory(byte[] zip) => zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);

    private static byte[] Zip(params (string Name, int Attributes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, attributes) in entries)
                zip.CreateEntry(name).ExternalAttributes = attributes;
        }

        return stream.ToArray();
    }

    [GeneratedRegex(@"\Areport\.json\z")]
    private static partial Regex Form();
}
