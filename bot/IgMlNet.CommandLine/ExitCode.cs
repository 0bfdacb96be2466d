namespace IgMlNet.CommandLine;

/// <summary>What the program tells the one that called it.</summary>
internal static class ExitCode
{
    /// <summary>All was done.</summary>
    public const int Success = 0;

    /// <summary>Something failed that the user did not cause.</summary>
    public const int Failure = 1;

    /// <summary>An option, a file or the machine is not as needed; the line on standard error says what to do.</summary>
    public const int UnusableInput = 2;

    /// <summary>GitHub did not do what was asked of it, or cannot be reached.</summary>
    public const int GitHubFailed = 3;

    /// <summary>Shards of an evaluation are missing or unfinished.</summary>
    public const int Incomplete = 4;

    /// <summary>A comparison shows a larger loss than the options of the command accept.</summary>
    public const int Worse = 5;

    /// <summary>Ctrl-C: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
