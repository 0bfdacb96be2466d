using Microsoft.ML.Data;

namespace IgMlNet.Tests;

/// <summary>An image of Fashion-MNIST beside columns of many types.</summary>
internal sealed class FashionRow
{
    public int Id { get; set; }

    public string Label { get; set; } = "";

    [VectorType(1, 28, 28)]
    public float[] Features { get; set; } = [];

    public string Note { get; set; } = "";

    public double[] Extra { get; set; } = [];

    public bool Flag { get; set; }

    public DateTime Taken { get; set; }
}

/// <summary>An image of CIFAR-10 with the number of its class.</summary>
internal sealed class CifarRow
{
    public int Id { get; set; }

    public int Label { get; set; }

    [VectorType(3072)]
    public float[] Features { get; set; } = [];
}

/// <summary>What comes out for a row of Fashion-MNIST.</summary>
internal sealed class FashionScore
{
    public int Id { get; set; }

    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }
}

/// <summary>What comes out, with all that passed by.</summary>
internal sealed class FashionFull
{
    public int Id { get; set; }

    public float[] Features { get; set; } = [];

    public string Note { get; set; } = "";

    public double[] Extra { get; set; } = [];

    public bool Flag { get; set; }

    public DateTime Taken { get; set; }

    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }

    public string Predicted { get; set; } = "";
}

/// <summary>What comes out for a row of CIFAR-10.</summary>
internal sealed class CifarScore
{
    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }
}

/// <summary>How the important neurons answer to an image of Fashion-MNIST.</summary>
internal sealed class TopActivations
{
    public int Id { get; set; }

    [ColumnName("TopActivations")]
    public float[] Values { get; set; } = [];

    public float TopActivationShare { get; set; }
}

/// <summary>The bytes of an image file.</summary>
internal sealed class PictureRow
{
    public int Id { get; set; }

    public byte[] Picture { get; set; } = [];
}

/// <summary>The pixels of an image file.</summary>
internal sealed class PictureFeatures
{
    public int Id { get; set; }

    public float[] Features { get; set; } = [];
}
