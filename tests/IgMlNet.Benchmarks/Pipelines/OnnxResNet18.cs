using Google.Protobuf;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Benchmarks.Pipelines;

/// <summary>Writes a ResNet-18 as an ONNX file, probabilities of one image out, to run by ONNX Runtime.</summary>
/// <remarks>The format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; field numbers below are its.</remarks>
internal sealed class OnnxResNet18
{
    private const int Single = 1;
    private const int Opset = 13;

    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _weights = [];
    private readonly StateDict _state;
    private int _values;

    private OnnxResNet18(StateDict state) => _state = state;

    public static void Write(Classifier classifier, string path) =>
        File.WriteAllBytes(path, new OnnxResNet18(classifier.Weights()).Model(classifier));

    private byte[] Model(Classifier classifier)
    {
        var value = Node("Relu", [ConvolutionNorm("Features", "conv1", "bn1", stride: 1, padding: 1)]);
        for (var layer = 1; layer <= 4; layer++)
        {
            for (var block = 0; block < 2; block++)
                value = Block(value, $"layer{layer}.{block}", layer > 1 && block == 0 ? 2 : 1);
        }

        value = Node("Flatten", [Node("GlobalAveragePool", [value])]);
        value = Node("Gemm", [value, Weight("linear.weight"), Weight("linear.bias")], Attribute("transB", 1));
        Node("Softmax", [value], "Probabilities", Attribute("axis", 1));
        var input = classifier.InputShape;
        var graph = Message(output =>
        {
            Repeat(output, 1, _nodes);
            Text(output, 2, classifier.Name);
            Repeat(output, 5, _weights);
            Bytes(output, 11, Value("Features", 1, input.Channels, input.Height, input.Width));
            Bytes(output, 12, Value("Probabilities", 1, classifier.ClassCount));
        });
        return Message(output =>
        {
            Number(output, 1, 8);
            Bytes(output, 7, graph);
            Bytes(output, 8, Message(set =>
            {
                Text(set, 1, "");
                Number(set, 2, Opset);
            }));
        });
    }

    private string Block(string input, string name, int stride)
    {
        var hidden = Node("Relu", [ConvolutionNorm(input, $"{name}.conv1", $"{name}.bn1", stride, padding: 1)]);
        var output = ConvolutionNorm(hidden, $"{name}.conv2", $"{name}.bn2", stride: 1, padding: 1);
        var residual = stride == 1 ? input : ConvolutionNorm(input, $"{name}.shortcut.0", $"{name}.shortcut.1", stride, padding: 0);
        return Node("Relu", [Node("Add", [output, residual])]);
    }

    private string ConvolutionNorm(string input, string convolution, string norm, int stride, int padding)
    {
        var convolved = Node(
            "Conv", [input, Weight($"{convolution}.weight")], Attribute("strides", stride, stride),
            Attribute("pads", padding, padding, padding, padding));
        return Node("BatchNormalization", [
            convolved, Weight($"{norm}.weight"), Weight($"{norm}.bias"), Weight($"{norm}.running_mean"), Weight($"{norm}.running_var")]);
    }

    private string Weight(string name)
    {
        if (!_state.TryGet(name, out var tensor))
            throw new ArgumentException($"There is no weight '{name}'.", nameof(name));
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(tensor.ToFloat32Array()).ToArray();
        _weights.Add(Message(output =>
        {
            foreach (var dimension in tensor.Shape)
                Number(output, 1, dimension);
            Number(output, 2, Single);
            Text(output, 8, name);
            Bytes(output, 9, bytes);
        }));
        return name;
    }

    private string Node(string operation, string[] inputs, params byte[][] attributes) =>
        Node(operation, inputs, $"value{_values++}", attributes);

    private string Node(string operation, string[] inputs, string result, params byte[][] attributes)
    {
        _nodes.Add(Message(output =>
        {
            foreach (var input in inputs)
                Text(output, 1, input);
            Text(output, 2, result);
            Text(output, 4, operation);
            Repeat(output, 5, attributes);
        }));
        return result;
    }

    /// <summary>One number for an attribute of one, several for one of a list.</summary>
    private static byte[] Attribute(string name, params long[] values) => Message(output =>
    {
        Text(output, 1, name);
        foreach (var value in values)
            Number(output, values.Length == 1 ? 3 : 8, value);
        Number(output, 20, values.Length == 1 ? 2 : 7);
    });

    private static byte[] Value(string name, params int[] dimensions)
    {
        var shape = Message(output => Repeat(output, 1, [.. dimensions.Select(d => Message(dimension => Number(dimension, 1, d)))]));
        var type = Message(output =>
        {
            Number(output, 1, Single);
            Bytes(output, 2, shape);
        });
        return Message(output =>
        {
            Text(output, 1, name);
            Bytes(output, 2, Message(tensor => Bytes(tensor, 1, type)));
        });
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
            write(output);
        return stream.ToArray();
    }

    private static void Repeat(CodedOutputStream output, int field, IReadOnlyList<byte[]> messages)
    {
        foreach (var message in messages)
            Bytes(output, field, message);
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Number(CodedOutputStream output, int field, long number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(number);
    }
}
