using IgMlNet.Labels;

namespace IgMlNet.Tests.Labels;

public sealed class ClassOrderTests
{
    [Fact]
    public void Names_decide_whatever_the_order_of_the_keys() =>
        Assert.Equal([2, 0, 1], ClassOrder.ForAllClasses("Label", 3, Text("frog", "cat", "dog"), ["cat", "dog", "frog"], 3));

    [Fact]
    public void Numbers_name_classes_by_index() => Assert.Equal([1, 2, 0], ClassOrder.ForAllClasses("Label", 3, Text("1", "2", "0"), null, 3));

    [Fact]
    public void Keys_without_values_are_classes_in_order() => Assert.Equal([0, 1, 2], ClassOrder.ForAllClasses("Label", 3, null, null, 3));

    [Theory]
    [InlineData("cat,dog", "no value for class 'frog'")]
    [InlineData("cat,dog,bird", "none of the base model's class names")]
    [InlineData("cat,dog,cat", "two values for one class")]
    public void Labels_that_are_not_the_classes_are_refused(string values, string message)
    {
        var labels = Text(values.Split(','));
        var refused = Assert.Throws<InvalidOperationException>(
            () => ClassOrder.ForAllClasses("Label", (ulong)labels.Texts.Count, labels, ["cat", "dog", "frog"], 3));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_keys_are_refused() =>
        Assert.Throws<InvalidOperationException>(() => ClassOrder.ForAllClasses("Label", 2, null, null, 3));

    private static LabelValues Text(params string[] values) => LabelValues.OfNames(values);
}
