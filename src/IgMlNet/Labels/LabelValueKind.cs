using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Labels;

/// <summary>A type that label values can have, and how they are written as text.</summary>
internal abstract class LabelValueKind(string name, DataViewType itemType)
{
    private static readonly LabelValueKind[] All =
    [
        new LabelValueKind<ReadOnlyMemory<char>>("text", TextDataViewType.Instance, v => v.ToString(), s => s.AsMemory()),
        Number<sbyte>("int8", NumberDataViewType.SByte),
        Number<byte>("uint8", NumberDataViewType.Byte),
        Number<short>("int16", NumberDataViewType.Int16),
        Number<ushort>("uint16", NumberDataViewType.UInt16),
        Number<int>("int32", NumberDataViewType.Int32),
        Number<uint>("uint32", NumberDataViewType.UInt32),
        Number<long>("int64", NumberDataViewType.Int64),
        Number<ulong>("uint64", NumberDataViewType.UInt64),
        Number<float>("float32", NumberDataViewType.Single),
        Number<double>("float64", NumberDataViewType.Double),
        new LabelValueKind<bool>("bool", BooleanDataViewType.Instance, v => v ? "true" : "false", bool.Parse),
        new LabelValueKind<DateTime>(
            "date-time",
            DateTimeDataViewType.Instance,
            v => v.ToString("O", CultureInfo.InvariantCulture),
            s => DateTime.ParseExact(s, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        new LabelValueKind<DateTimeOffset>(
            "date-time-offset",
            DateTimeOffsetDataViewType.Instance,
            v => v.ToString("O", CultureInfo.InvariantCulture),
            s => DateTimeOffset.ParseExact(s, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        new LabelValueKind<TimeSpan>(
            "time-span",
            TimeSpanDataViewType.Instance,
            v => v.ToString("c", CultureInfo.InvariantCulture),
            s => TimeSpan.ParseExact(s, "c", CultureInfo.InvariantCulture)),
    ];

    /// <summary>The name in saved models.</summary>
    public string Name => name;

    /// <summary>ML.NET's type of one value.</summary>
    public DataViewType ItemType => itemType;

    public static LabelValueKind? FromType(DataViewType type) => Array.Find(All, kind => kind.ItemType.Equals(type));

    public static LabelValueKind? Named(string name) => Array.Find(All, kind => kind.Name == name);

    /// <summary>The values in an annotation.</summary>
    public abstract LabelValues Read(DataViewSchema.Annotations annotations, DataViewSchema.Column column);

    /// <summary>The values that were written as these texts.</summary>
    /// <exception cref="FormatException">A text is no such value.</exception>
    /// <exception cref="OverflowException">A number is too large.</exception>
    public abstract LabelValues Parse(IReadOnlyList<string> texts);

    private static LabelValueKind<T> Number<T>(string name, DataViewType type)
        where T : IFormattable, ISpanParsable<T> =>
        new(name, type, v => v.ToString(null, CultureInfo.InvariantCulture), s => T.Parse(s, CultureInfo.InvariantCulture));
}

/// <summary>A type that label values can have.</summary>
internal sealed class LabelValueKind<T>(string name, DataViewType itemType, Func<T, string> write, Func<string, T> parse)
    : LabelValueKind(name, itemType)
{
    public override LabelValues Read(DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        annotations.GetGetter<VBuffer<T>>(column)(ref values);
        return FromType([.. values.DenseValues()]);
    }

    public override LabelValues Parse(IReadOnlyList<string> texts) => FromType([.. texts.Select(parse)]);

    private TypedValues FromType(T[] values) =>
        new(Name, new VectorDataViewType((PrimitiveDataViewType)ItemType, values.Length), values, [.. values.Select(write)]);

    private sealed class TypedValues(string kind, VectorDataViewType type, T[] values, string[] texts) : LabelValues
    {
        public override string Kind => kind;

        public override VectorDataViewType Type => type;

        public override IReadOnlyList<string> Texts => texts;

        public override void AddTo(DataViewSchema.Annotations.Builder annotations, string name)
        {
            ValueGetter<VBuffer<T>> get = (ref VBuffer<T> value) =>
            {
                var editor = VBufferEditor.Create(ref value, values.Length);
                values.CopyTo(editor.Values);
                value = editor.Commit();
            };
            annotations.Add(name, type, get);
        }
    }
}
