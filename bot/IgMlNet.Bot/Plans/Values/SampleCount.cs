using System.Globalization;
using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Datasets;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>How many images are taken of a part of a data set: all, up to a number, or exactly a number.</summary>
internal sealed record SampleCount
{
    private const string AllWord = "all";

    private SampleCount(int? number, bool isRequired) => (Number, IsRequired) = (number, isRequired);

    /// <summary>All there are.</summary>
    public static SampleCount All { get; } = new(null, isRequired: false);

    /// <summary>How it is written: <c>all</c>, or the number that is required.</summary>
    public static Notation<SampleCount> Notation { get; } = new ScalarNotation<SampleCount>(
        static text => string.Equals(text, AllWord, StringComparison.OrdinalIgnoreCase) ? All : Exactly(Notations.Count().Parse(text)),
        static count => count.ToString(),
        static () => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = AllWord }, Notations.Count().Schema()) })
    {
        ValueName = "n|all",
        Examples = [AllWord, "1", "500"],
        Mistakes = ["0", "-3", "1.5", "99999999999", "most"],
        IsNumber = static count => count.Number is not null,
    };

    /// <summary>The number; null for all images.</summary>
    public int? Number { get; }

    /// <summary>Whether fewer images are an error.</summary>
    public bool IsRequired { get; }

    /// <summary>A number of images, or all there are where there are fewer.</summary>
    public static SampleCount UpTo(int number) => new(number, isRequired: false);

    /// <summary>A number of images; fewer are an error.</summary>
    public static SampleCount Exactly(int number) => new(number, isRequired: true);

    /// <summary>Whether a part of a data set has too few images.</summary>
    public bool IsMoreThan(LabeledImages images) => IsRequired && Number > images.Count;

    /// <summary>As <see cref="Notation"/> has it.</summary>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? AllWord;
}
