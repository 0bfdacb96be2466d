using IgMlNet.CommandLine.Terminal;

namespace IgMlNet.CommandLine.Tests.Terminal;

public class PaceTests
{
    [Fact]
    public void The_time_left_follows_from_the_time_taken()
    {
        var now = TimeSpan.Zero;
        var pace = new Pace(() => now);
        Assert.Null(pace.Left(0));
        now = TimeSpan.FromSeconds(10);
        Assert.Equal(TimeSpan.FromSeconds(30), pace.Left(0.25));
        now = TimeSpan.FromSeconds(40);
        Assert.Equal(TimeSpan.Zero, pace.Left(1));
    }

    [Fact]
    public void Work_of_an_earlier_run_does_not_count()
    {
        var now = TimeSpan.Zero;
        var pace = new Pace(() => now);
        Assert.Null(pace.Left(0.5));
        now = TimeSpan.FromSeconds(10);
        Assert.Equal(40, pace.Left(0.6)!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void Nothing_is_foretold_from_a_moment_or_from_no_work()
    {
        var now = TimeSpan.Zero;
        var pace = new Pace(() => now);
        Assert.Null(pace.Left(0));
        now = TimeSpan.FromSeconds(1);
        Assert.Null(pace.Left(0.1));
        now = TimeSpan.FromSeconds(100);
        Assert.Null(pace.Left(0));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(99, "99 s")]
    [InlineData(100, "2 min")]
    [InlineData(3540, "59 min")]
    [InlineData(6000, "1 h 40 min")]
    [InlineData(10_790, "3 h 00 min")]
    public void Times_read_as_people_say_them(double seconds, string expected) =>
        Assert.Equal(expected, Pace.Text(TimeSpan.FromSeconds(seconds)));
}
