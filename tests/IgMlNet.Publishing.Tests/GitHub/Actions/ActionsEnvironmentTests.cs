using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.Tests.Support;

namespace IgMlNet.Publishing.Tests.GitHub.Actions;

public sealed class ActionsEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("""{"workflow_run":{"id":12345678901}}""", 12345678901)]
    [InlineData("""{"action":"completed","workflow_run":{"id":7,"name":"x"}}""", 7)]
    public void The_run_is_that_of_the_event(string json, long expected) => Assert.Equal(expected, Of(json).RunOfEvent());

    [Theory]
    [InlineData("""{"pull_request":{"number":1}}""")]
    [InlineData("""{"workflow_run":{"id":"7"}}""")]
    [InlineData("""{"workflow_run":[]}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void Another_event_is_refused(string json) => Assert.Throws<InputException>(() => Of(json).RunOfEvent());

    [Fact]
    public void No_value_of_an_output_can_set_another()
    {
        new ActionsEnvironment(name => name == "GITHUB_OUTPUT" ? _folder.At("outputs") : null).Output("verdict", "x\nbackfill=evil\nEOF\ny<<z");
        var lines = File.ReadAllText(_folder.At("outputs")).Split('\n');
        Assert.StartsWith("verdict<<end-", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[0]["verdict<<".Length..], lines[^2]);
        Assert.DoesNotContain(lines[0]["verdict<<".Length..], lines[1..^2]);
    }

    [Theory]
    [InlineData("pull_request_target")]
    [InlineData("pull_request")]
    [InlineData("issue_comment")]
    public void Results_of_strangers_are_published_on_safe_events_alone(string name) =>
        Assert.Throws<InputException>(() => SafeEvent.RequireForPublishing(name));

    [Fact]
    public void Comments_are_not_written_on_pull_request_target()
    {
        Assert.Throws<InputException>(static () => SafeEvent.RequireForComments("pull_request_target"));
        SafeEvent.RequireForComments("pull_request");
        SafeEvent.RequireForPublishing("workflow_run");
    }

    [Theory]
    [InlineData("##[error]x", "# #[error]x")]
    [InlineData("a ##[add-mask]b", "a # #[add-mask]b")]
    [InlineData("a\n::error::b", "a?: :error: :b")]
    public void A_line_of_output_is_no_command_to_the_runner(string text, string expected) => Assert.Equal(expected, Visible.Text(text));

    private ActionsEnvironment Of(string json)
    {
        File.WriteAllText(_folder.At("event.json"), json);
        return new ActionsEnvironment(name => name == "GITHUB_EVENT_PATH" ? _folder.At("event.json") : null);
    }

    public void Dispose() => _folder.Dispose();
}
