using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IgMlNet.CommandLine.Terminal;

/// <summary>
/// Shows progress: for a person a bar that moves, with the time left; in a file a plain line now and then.
/// </summary>
internal static class ProgressDisplay
{
    private const int BarWidth = 24;

    /// <summary>Time between two lines in a file.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(20);

    /// <summary>Does work on the calling thread while showing how far it has come.</summary>
    public static T Run<T>(TerminalOutput terminal, string label, Func<IProgressLine, T> work)
    {
        if (!terminal.IsInteractive)
            return work(new PlainLines(terminal));
        return terminal.Console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = BarWidth },
                new PercentageColumn(),
                new FiguresColumn())
            .Start(context => work(new MovingBar(terminal, context.AddTask(Markup.Escape(Visible.Text(label)), maxValue: 1))));
    }

    /// <summary>The time left when it was last told, which shrinks while nothing is told, and what has been found.</summary>
    private sealed record Figures(TimeSpan? Left, string Detail)
    {
        private readonly long _since = Stopwatch.GetTimestamp();

        public string Now()
        {
            if (Left is not { } left)
                return Detail;
            left -= Stopwatch.GetElapsedTime(_since);
            return $"{Pace.Text(left > TimeSpan.Zero ? left : TimeSpan.Zero)} left  {Detail}".TrimEnd();
        }
    }

    /// <summary>What stands behind the bar; kept as the task's tag.</summary>
    private sealed class FiguresColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Tag is Figures figures ? Visible.Text(figures.Now()) : "").Ellipsis();
    }

    private sealed class MovingBar(TerminalOutput terminal, ProgressTask task) : IProgressLine
    {
        private readonly Pace _pace = new();

        public void Update(double fraction, string label, string detail)
        {
            task.Description = Markup.Escape(Visible.Text(label));
            task.Value = fraction;
            task.Tag = new Figures(_pace.Left(fraction), detail);
        }

        public void Note(string text) => terminal.Line(text);
    }

    private sealed class PlainLines(TerminalOutput terminal) : IProgressLine
    {
        private readonly Pace _pace = new();
        private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

        public void Update(double fraction, string label, string detail)
        {
            var figures = new Figures(_pace.Left(fraction), detail).Now();
            if (_sinceLine.Elapsed < LineInterval)
                return;
            _sinceLine.Restart();
            var percent = (100 * fraction).ToString("0", CultureInfo.InvariantCulture);
            terminal.Line($"{label}  {percent} %  {figures}".TrimEnd());
        }

        public void Note(string text) => terminal.Line(text);
    }
}
