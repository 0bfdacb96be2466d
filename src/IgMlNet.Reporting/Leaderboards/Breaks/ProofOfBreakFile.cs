using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards.Breaks;

/// <summary>A <see cref="ProofOfBreak"/> as a JSON file, strictly read.</summary>
public static class ProofOfBreakFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long LargestFile = 16L << 20;

    /// <summary>The longest credit, in characters.</summary>
    public const int LongestCredit = 80;

    private const int MostImages = 10_000_000;
    private const int HashDigits = 64;

    private static readonly VersionedJson<ProofOfBreak> Json = new(
        "a proof of a break", ProofOfBreak.CurrentSchemaVersion, LargestFile, ReportJsonContext.Strict.ProofOfBreak, FirstViolation);

    /// <summary>The proof as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">It contradicts itself; the message names the place.</exception>
    public static byte[] ToUtf8Bytes(ProofOfBreak proof) => Json.ToUtf8Bytes(proof);

    /// <summary>Reads a proof.</summary>
    /// <exception cref="InputException">The file is absent, too large, or not a proof.</exception>
    public static ProofOfBreak Read(string path) => Json.Read(path);

    /// <summary>Writes a proof: the file is whole, or as it was before.</summary>
    /// <exception cref="ArgumentException">The proof contradicts itself.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, ProofOfBreak proof, CancellationToken cancellationToken = default) => Json.Write(path, proof, cancellationToken);

    /// <summary>The name of a proof's file, by submission and classifier.</summary>
    public static string NameOf(ProofOfBreak proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var identity = System.Text.Encoding.UTF8.GetBytes(string.Join(
            '\n', proof.SubmissionHash, proof.ModelHash, proof.MaskHash, proof.Defense, proof.Images.ContentHash, proof.ThreatModel.Norm.ToString(),
            proof.ThreatModel.Epsilon.ToString("R", CultureInfo.InvariantCulture)));
        return $"{proof.SubmissionHash[..12]}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(identity))[..12]}.json";
    }

    private static (string Place, string Problem)? FirstViolation(ProofOfBreak proof) =>
        Violations(proof).Select(static violation => ((string, string)?)violation).FirstOrDefault();

    private static IEnumerable<(string Place, string Problem)> Violations(ProofOfBreak proof)
    {
        if (proof.SchemaVersion != ProofOfBreak.CurrentSchemaVersion)
            yield return ("$.schemaVersion", $"is not {ProofOfBreak.CurrentSchemaVersion}");
        foreach (var violation in TextRules.Violations(
        [
            ("$.by", proof.By), ("$.images.dataset", proof.Images.Dataset), ("$.images.split", proof.Images.Split),
            ("$.images.contentHash", proof.Images.ContentHash), ("$.modelHash", proof.ModelHash), ("$.defense", proof.Defense),
            ("$.maskHash", proof.MaskHash), ("$.toolVersion", proof.ToolVersion), ("$.commit", proof.Commit),
        ]))
        {
            yield return violation;
        }

        if (proof.By.Length > LongestCredit)
            yield return ("$.by", $"is longer than {LongestCredit} characters");
        if (proof.SubmissionHash.Length != HashDigits || !proof.SubmissionHash.All(char.IsAsciiHexDigitLower))
            yield return ("$.submissionHash", $"is not {HashDigits} digits of a hash");
        if (proof.Images.Count is < 1 or > MostImages)
            yield return ("$.images.count", $"is not within 1 to {Format.Count(MostImages)}");
        if (!double.IsFinite(proof.ThreatModel.Epsilon) || proof.ThreatModel.Epsilon < 0)
            yield return ("$.threatModel.epsilon", "is not a finite number of at least 0");
        if (proof.Broken.IsDefaultOrEmpty)
        {
            yield return ("$.broken", "is empty");
            yield break;
        }

        if (proof.Broken[0] < 0 || proof.Broken[^1] >= proof.Images.Count || proof.Broken.Zip(proof.Broken.Skip(1)).Any(static pair => pair.First >= pair.Second))
            yield return ("$.broken", $"are not ascending indices of {Format.Count(proof.Images.Count)} images");
        foreach (var (member, problem) in proof.Verdicts.Violations(proof.Broken.Length))
            yield return ($"$.verdicts.{member}", problem);
    }
}
