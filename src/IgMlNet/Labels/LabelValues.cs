using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Labels;

/// <summary>The values behind a label's keys, of whatever type the application's labels have.</summary>
internal abstract class LabelValues
{
    /// <summary>The name of ML.NET's annotation that holds the values of a key column.</summary>
    public const string Annotation = "KeyValues";

    /// <summary>Their type as an annotation.</summary>
    public abstract VectorDataViewType Type { get; }

    /// <summary>The name of their type in saved models.</summary>
    public abstract string Kind { get; }

    /// <summary>The values as invariant text, by key.</summary>
    public abstract IReadOnlyList<string> Texts { get; }

    /// <summary>Whether they can name the slots of a score vector.</summary>
    public bool AreText => Type.ItemType == TextDataViewType.Instance;

    /// <summary>Adds them to a column's annotations.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string name);

    /// <summary>The values of a key column; null where its keys have none.</summary>
    /// <exception cref="InvalidOperationException">They are of a type that a saved model could not hold.</exception>
    public static LabelValues? FromColumn(DataViewSchema.Column label)
    {
        if (label.Annotations.Schema.GetColumnOrNull(Annotation) is not { Type: VectorDataViewType type } column)
            return null;
        return LabelValueKind.FromType(type.ItemType)?.Read(label.Annotations, column)
            ?? throw new InvalidOperationException($"The values of label column '{label.Name}' are of type {type.ItemType}.");
    }

    /// <summary>Class names.</summary>
    public static LabelValues OfNames(IReadOnlyList<string> names) =>
        LabelValueKind.FromType(TextDataViewType.Instance)!.Parse([.. names]);
}
