using System.CommandLine;
using System.Globalization;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Downloads;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml data get</c>: fetches a data set from its publishers.</summary>
internal sealed class DataGetCommand : IgmlCommand
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    private readonly IgmlArgument _name = new(
        "name", $"The data set: {string.Join(", ", DatasetDownload.All.Select(download => download.Name))}.");

    private readonly IgmlOption<string> _cache = new("--cache", Notations.Path("folder"), "Folder of fetched data sets.")
    { Unset = $"{DatasetCache.Variable}, or igmlnet/datasets in the user's cache folder", DecidesResults = false };

    public DataGetCommand()
        : base(
            "get",
            "Fetches a data set from its official host, checks its length and SHA-256 and unpacks it. An interrupted download resumes; " +
            "without a network it lists which file to put where.")
    {
        Add(_name);
        AddGroup("Place", _cache);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("CIFAR-10, for --dataset cifar10:", "igml data get cifar10"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var download = DatasetDownload.Find(arguments.GetValue(_name)!);
        var cache = arguments.GetValue(_cache) is { } folder ? new DatasetCache(folder) : DatasetCache.OfUser;
        if (cache.Holds(download))
        {
            terminal.Line($"{download.Title} is in {cache.FolderOf(download)} already.");
            return ExitCode.Success;
        }

        using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
        using var client = new HttpMessageInvoker(handler);
        var fetcher = new DatasetFetcher(cache, client);
        string path;
        try
        {
            path = ProgressDisplay.Run(terminal, $"fetching {download.Name}", line => fetcher.FetchAsync(
                download,
                new ImmediateProgress<BytesFetched>(state => line.Update(
                    (double)state.Done / state.Total,
                    state.File,
                    string.Create(CultureInfo.InvariantCulture, $"{state.Done / 1e6:F1} of {state.Total / 1e6:F1} MB"))),
                cancellationToken).GetAwaiter().GetResult());
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException("What has come so far is kept; the same command resumes.");
        }

        terminal.Line($"{download.Title} is in {path}");
        terminal.Line($"Use it by --dataset {(cache.Folder == DatasetCache.OfUser.Folder && !IsBundled(download) ? download.Name : path)}");
        return ExitCode.Success;
    }

    private static bool IsBundled(DatasetDownload download) => DatasetCatalog.BesideApplication.Names.Contains(download.Name);
}
