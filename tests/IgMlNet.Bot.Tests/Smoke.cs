namespace IgMlNet.Bot.Tests;

public class Smoke
{
    [Fact]
    public void Ok() => Assert.True(true);
}
