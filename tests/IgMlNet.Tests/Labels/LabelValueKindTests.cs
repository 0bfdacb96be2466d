using IgMlNet.Labels;
using Microsoft.ML;

namespace IgMlNet.Tests.Labels;

public sealed class LabelValueKindTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Values_of_every_type_come_back_from_text()
    {
        RoundTrip("a", "b, \"c\"", "");
        RoundTrip<sbyte>(-3, 5);
        RoundTrip<byte>(3, 250);
        RoundTrip<short>(-300, 5);
        RoundTrip<ushort>(3, 65535);
        RoundTrip(-3, int.MaxValue);
        RoundTrip(3u, uint.MaxValue);
        RoundTrip(-3L, long.MaxValue);
        RoundTrip(3ul, ulong.MaxValue);
        RoundTrip(0.1f, 1e-30f, -7);
        RoundTrip(0.1, 1e-300, -7);
        RoundTrip(true, false);
        RoundTrip(new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTime(1999, 1, 1));
        RoundTrip(new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)), DateTimeOffset.UnixEpoch);
        RoundTrip(TimeSpan.FromTicks(123456789), TimeSpan.FromDays(-3));
    }

    private void RoundTrip<T>(params T[] values)
    {
        var data = _ml.Data.LoadFromEnumerable(values.Select(value => new Row<T> { Label = value }));
        var keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var read = LabelValues.FromColumn(keys.Schema["Label"])!;
        var again = LabelValueKind.Named(read.Kind)!.Parse(read.Texts);
        Assert.Equal(keys.Schema["Label"].Annotations.Schema["KeyValues"].Type, again.Type);
        Assert.Equal(Values(read), Values(again));
        Assert.Equal(read.Texts, again.Texts);
    }

    private static IEnumerable<string> Values(LabelValues labels)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        labels.AddTo(builder, "Values");
        var kind = LabelValueKind.Named(labels.Kind)!;
        var annotations = builder.ToAnnotations();
        return kind.Read(annotations, annotations.Schema["Values"]).Texts;
    }

    private sealed class Row<T>
    {
        public T Label { get; set; } = default!;
    }
}
