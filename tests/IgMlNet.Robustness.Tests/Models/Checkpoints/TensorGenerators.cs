using CsCheck;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

/// <summary>Random tensors of every element type, with any bytes in them (NaN among them), any names, any shapes.</summary>
internal static class TensorGenerators
{
    public static readonly Gen<ElementType> ElementTypes = Gen.Enum<ElementType>();

    private static readonly Gen<string> Texts = Gen.String.Where(TensorName.IsWellFormed);

    private static readonly Gen<long[]> Shapes = Gen.Long[0, 4].Array[0, 4];

    public static readonly Gen<CheckpointTensor> Tensors = Tensor(ElementTypes);

    public static readonly Gen<StateDict> StateDicts = Gen.Select(
        Tensors.Array[0, 8], Gen.Dictionary(Texts, Texts)[0, 4], (tensors, metadata) =>
            new StateDict(tensors.DistinctBy(tensor => tensor.Name).Where(tensor => tensor.Name != "__metadata__"), metadata));

    public static Gen<CheckpointTensor> Tensor(Gen<ElementType> elementTypes) =>
        from name in Texts.Where(text => text.Length > 0)
        from type in elementTypes
        from shape in Shapes
        from data in Gen.Byte.Array[(int)shape.Aggregate(1L, (a, b) => a * b) * Size(type)]
        select new CheckpointTensor(name, type, shape, data);

    public static void AssertSame(CheckpointTensor expected, CheckpointTensor actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.ElementType, actual.ElementType);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
    }

    private static int Size(ElementType type) => Robustness.Models.Checkpoints.ElementTypes.Size(type);
}
