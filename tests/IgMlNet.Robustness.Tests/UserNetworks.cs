using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests;

/// <summary>Networks that an application might bring, small enough to follow with a pencil.</summary>
internal static class UserNetworks
{
    internal static readonly ImageShape Shape = new(1, 2, 2);

    /// <summary>Image A, [[1, 0], [1, 0]], of class 0 and image B, [[0, 1], [1, 0]], of class 1.</summary>
    internal static LabeledImages Images { get; } = LabeledImages.FromPixels(
        "by hand", "test", Shape, ["zero", "one"], [0, 1], new byte[] { 255, 0, 255, 0, 0, 255, 255, 0 });

    internal static NetworkDimensions Dimensions { get; } = new() { Input = Shape, ClassCount = 2 };

    private static void Set(Linear linear, float[,] weight)
    {
        using var noGrad = no_grad();
        using var values = tensor(weight);
        linear.weight!.copy_(values);
    }

    /// <summary>Two layers of features [n, N] with rectification, and a linear head; no biases.</summary>
    internal sealed class Mlp : StagedNetwork
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly Linear fc1 = nn.Linear(4, 3, hasBias: false);
        private readonly Linear fc2 = nn.Linear(3, 2, hasBias: false);
        private readonly Linear fc3 = nn.Linear(2, 2, hasBias: false);
#pragma warning restore IDE1006, CA2213

        public Mlp()
            : base("pencil-mlp", UserNetworks.Dimensions)
        {
            Set(fc1, new float[,] { { 1, 0, 1, 0 }, { -1, 1, 0, 0 }, { 0, 1, 2, 0 } });
            Set(fc2, new float[,] { { 1, -1, 0 }, { 0, -2, 1 } });
            Set(fc3, new float[,] { { 1, -1 }, { 0, 2 } });
            Define(
                Stage.Plain("flatten", x => x.flatten(1)),
                Stage.Neurons("fc1", 3, LayerForm.Features, x => fc1.call(x).relu()),
                Stage.Neurons("fc2", 2, LayerForm.Features, x => fc2.call(x).relu()),
                Stage.Linear("fc3", fc3));
        }
    }

    /// <summary>Rows of the image as two tokens [n, 2, 2], self-attention with a residual, the mean over tokens and a linear head.</summary>
    internal sealed class Transformer : StagedNetwork
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly Linear embed = nn.Linear(2, 2, hasBias: false);
        private readonly Linear head = nn.Linear(2, 2, hasBias: false);
#pragma warning restore IDE1006, CA2213

        public Transformer()
            : base("pencil-transformer", UserNetworks.Dimensions)
        {
            Set(embed, Embedding);
            Set(head, Head);
            Define(
                Stage.Neurons("tokens", 2, LayerForm.Tokens, x => embed.call(x.flatten(0, 1).view(-1, 2, 2))),
                Stage.Neurons("block", 2, LayerForm.Tokens, x => x + nn.functional.softmax(x.matmul(x.transpose(1, 2)), 2).matmul(x)),
                Stage.Plain("mean", x => x.mean([1])),
                Stage.Linear("head", head));
        }

        internal static float[,] Embedding { get; } = { { 1, 2 }, { -1, 1 } };

        internal static float[,] Head { get; } = { { 1, -1 }, { 0, 2 } };
    }

    /// <summary>A convolution, flattening and a linear head: the number of its weights depends on the size of the images.</summary>
    internal sealed class FlattenCnn(string id) : Architecture
    {
        public override string Id => id;

        public override string DisplayName => "Flatten-CNN";

        public override string Paper => "none";

        public override int PublishedWidth => 4;

        protected internal override StagedNetwork Build(NetworkDimensions dimensions) => new Network(id, dimensions);

        private sealed class Network : StagedNetwork
        {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
            private readonly Conv2d conv1;
            private readonly Linear linear;
#pragma warning restore IDE1006, CA2213

            public Network(string id, NetworkDimensions dimensions)
                : base(id, dimensions)
            {
                var (width, shape) = (dimensions.BaseWidth, dimensions.Input);
                conv1 = nn.Conv2d(shape.Channels, width, 3, padding: 1);
                linear = nn.Linear(width * shape.Height * shape.Width, dimensions.ClassCount);
                Define(
                    Stage.Neurons("conv1", width, x => conv1.call(x).relu()),
                    Stage.Plain("flatten", x => x.flatten(1)),
                    Stage.Linear("linear", linear));
            }
        }
    }
}
