using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

/// <summary>
/// Everything a user may get wrong before any number is computed: one line on standard error, exit code 2, no file.
/// </summary>
public class WrongInputTests
{
    /// <summary>Command lines, and what the line on standard error must say.</summary>
    public static TheoryData<string, string> CommandLines { get; } = new()
    {
        { "trian", "'trian' is not a command here. Did you mean train?" },
        { "EVALUATE", "'EVALUATE' is not a command here. Did you mean evaluate?" },
        { "evaluate -- --samples 3", "'--samples' is behind '--', where no options are read. Leave out the '--'." },
        { "evaluate --mean 0.5,0.5", "--mean: needs as many numbers in --std, one per channel. Give both." },
        { "--bogus", "'--bogus' is not an option here." },
        { "data", "A command is missing. See 'igml data --help'." },
        { "train --epsilom 0.1", "Did you mean --epsilon?" },
        { "attack more", "'more' is not an argument here" },
        { "train --epochs", "--epochs" },
        { "train --epochs 1 --epochs 2", "--epochs" },
        { "train --epochs 0", "--epochs: '0' is smaller than 1. Write a whole number from 1 to 100000." },
        { "train --epochs 1.5", "--epochs: '1.5' is not a whole number" },
        { "train --batch-size 1", "--batch-size: '1' is smaller than 2" },
        { "train --samples 1", "--samples: '1' is smaller than 2. Write a whole number of 2 or more." },
        { "train --validation-samples -3", "--validation-samples: '-3'" },
        { "train --epsilon 0", "--epsilon: '0' is not above 0" },
        { "train --epsilon 8", "--epsilon: '8' is larger than 1. Write a smaller number, as a decimal or a fraction such as 8/255." },
        { "train --epsilon 8/0", "--epsilon: '8/0'" },
        { "train --epsilon NaN", "--epsilon: 'NaN'" },
        { "train --epsilon 0,1", "--epsilon: '0,1'" },
        { "train --learning-rate -1", "--learning-rate: '-1'" },
        { "train --averaging 1", "--averaging: '1' is not below 1" },
        { "train --shift 33", "--shift: '33' is larger than 32" },
        { "train --mirror vertical", "--mirror: 'vertical' is not known. Choose one of none, horizontal." },
        { "train --method fgsm", "Choose one of n-fgsm, r-fgsm, pgd, trades" },
        { "train --model vgg16", "Choose one of resnet18" },
        { "train --width 0", "--width: '0'" },
        { "train --seed -1", "--seed: '-1' is smaller than 0" },
        { "train --device gpu", "--device: 'gpu' is not known. Use auto, cpu, cuda or cuda:N" },
        { "train --threads 0", "--threads: '0'" },
        { "train --out data", "--out: 'data' is a folder. Name a file." },
        { "train --out data/t10k-images-idx3-ubyte/model", "data/t10k-images-idx3-ubyte: is a file, not a folder. Name a folder by --out." },
        { "train --out a.safetensors --snapshot a.safetensors", "is a file of --out too" },
        { "train --dataset nothing", "nothing: does not exist, and is not the name of a bundled data set" },
        { "train --dataset data", "--epsilon: data has no standard budget. Give one" },
        { "train --dataset data --epsilon 0.1 --validation-samples 200", "200 images cannot be held out of 200" },
        { "train --dataset data --epsilon 0.1 --batch-size 500", "180 training images do not fill one batch of 500" },
        { "rank --top 0", "--top: '0'" },
        { "rank --ranking best", "Choose one of lo-ir, lo-ir-absolute, cd-ir, random" },
        { "rank --dataset data", "--checkpoint: no model comes with data. Give a checkpoint, or make one with 'igml train'." },
        { "rank --dataset data --checkpoint no.pt", "no.pt" },
        { "rank --dataset data --checkpoint data/t10k-images-idx3-ubyte", "neither a PyTorch checkpoint nor a safetensors file" },
        { "rank --dataset data --probe-samples 5", "5 classes have no probe image, '5' among them" },
        { "rank --dataset data --probe-samples 4000", "--probe-samples: data has 40 probe images, fewer than 4000" },
        { "evaluate --split validation", "--split: 'validation' is not known. Choose one of test, probe, train." },
        { "evaluate --samples 0", "--samples: '0'" },
        { "evaluate --samples 100000", "--samples: fashion-mnist has 2000 test images, fewer than 100000" },
        { "evaluate --norm L0", "Choose one of Linf, L2, L1" },
        { "evaluate --norm L2", "--epsilon: there is no standard budget in L2" },
        { "evaluate --norm L2 --epsilon 0.5", "--sigma: σ = ε/2 is the standard in Linf, not in L2. Give --sigma, or --smoothing off." },
        { "evaluate --epsilon 8", "--epsilon: 8 is more than any pixel can change, pixels being in [0,1]. Write 8/255" },
        { "evaluate --smoothing maybe", "Choose one of on, off, both" },
        { "evaluate --smoothing off --sigma 0.1", "--sigma: there is no noise with --smoothing off" },
        { "evaluate --sigma 0", "--sigma: '0'" },
        { "evaluate --n-s 0", "--n-s: '0'" },
        { "evaluate --tau 0", "--tau: '0'" },
        { "evaluate --k 0", "--k: '0' is smaller than 1" },
        { "evaluate --k most", "--k: 'most' is neither a whole number of 1 or more nor search" },
        { "evaluate --ranking lo-ir,lo-ir", "--ranking: 'lo-ir' is named twice" },
        { "evaluate --ranking lo-ir,", "--ranking: 'lo-ir,' has an empty item" },
        { "evaluate --ranking-file no.safetensors", "no.safetensors" },
        { "evaluate --attacks pgd-0", "--attacks: 'pgd-0' is not known" },
        { "evaluate --attacks apgd-xy", "--attacks: 'apgd-xy' is not known. Choose from fgsm, pgd[-steps]" },
        { "evaluate --attacks fgsm,FGSM", "--attacks: 'fgsm' is named twice" },
        { "evaluate --attacks autoattack,iw-wc", "--attacks: 'autoattack' is named twice" },
        { "evaluate --attacks square-eot20", "--attacks: 'square-eot20' is not known" },
        { "evaluate --attacks rays --norm l2 --epsilon 1 --sigma 0.1", "--attacks: RayS-10000 is defined for Linf, not for L2" },
        { "evaluate --draws 256", "--draws: '256' is larger than 255. Write a whole number from 1 to 255." },
        { "evaluate --batch-size 99999999999", "--batch-size: '99999999999' is larger than 1048576" },
        { "evaluate --norm Linf2", "--norm: 'Linf2' is not known. Choose one of Linf, L2, L1." },
        { "evaluate --model resnet19", "--model: 'resnet19' is neither an architecture nor a published model" },
        { "evaluate --batch-size 0", "--batch-size: '0'" },
        { "evaluate --out data/t10k-images-idx3-ubyte", "data/t10k-images-idx3-ubyte: is a file, not a folder. Name a folder by --out." },
        { "data excerpt --manifest no/manifest.json", "manifest.json" },
    };

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void A_wrong_command_line_gives_one_line_that_says_what_to_do(string commandLine, string expected)
    {
        using var folder = new TemporaryFolder();
        ToyData.Write(folder.At("data"));

        // Paths are told from the test's folder, as the process has but one working folder.
        var words = commandLine.Split(' ');
        var arguments = words
            .Select((word, i) => i > 0 && IsPathOption(words[i - 1]) && word != "nothing" ? folder.At(word) : word).ToArray();
        if (arguments[0] is "train" or "rank" or "evaluate" && !arguments.Contains("--out"))
            arguments = [arguments[0], "--out", folder.At("written"), .. arguments[1..]];

        var result = Igml.Run(arguments);

        var line = result.OneLine(ExitCode.UnusableInput);
        Assert.StartsWith("igml", line, StringComparison.Ordinal);
        var withoutFolder = line.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        Assert.Contains(expected, withoutFolder, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void Control_characters_of_an_argument_do_not_reach_the_terminal()
    {
        var line = Igml.Run("train", "--epochs", "\u001b[31m1\n2").OneLine(ExitCode.UnusableInput);
        Assert.Contains("'?[31m1?2'", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_begins_with_an_at_sign_is_no_file_of_arguments()
    {
        var line = Igml.Run("train", "--epochs", "@secret").OneLine(ExitCode.UnusableInput);
        Assert.Contains("'@secret' is not a whole number", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_ends_with_the_same_line_and_code()
    {
        var result = IgmlProcess.Run(Path.GetTempPath(), new Dictionary<string, string>(), "evaluate", "--tau", "x");
        Assert.Contains("--tau: 'x'", result.OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    private static bool IsPathOption(string word) =>
        word is "--dataset" or "--out" or "--snapshot" or "--checkpoint" or "--ranking-file" or "--manifest";
}
