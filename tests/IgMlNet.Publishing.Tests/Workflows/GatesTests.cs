using IgMlNet.Publishing.Workflows;
using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Tests.Workflows;

public class GatesTests
{
    [Theory]
    [InlineData("github.event.label.name == 'run'", true)]
    [InlineData("'run' == github.event.label.name", true)]
    [InlineData("github.event.label.name == 'run' || github.event.label.name == 'smoke'", true)]
    [InlineData("github.event.label.name == 'run' || github.event.sender.login != 'x'", false)]
    [InlineData("github.event.label.name != 'run'", false)]
    [InlineData("github.event.label.name", false)]
    [InlineData("startsWith(github.event.comment.body, '/run') && github.event.comment.author_association == 'MEMBER'", true)]
    [InlineData("github.event.comment.author_association == 'CONTRIBUTOR'", false)]
    [InlineData("contains(fromJSON('[\"OWNER\", \"MEMBER\"]'), github.event.comment.author_association)", true)]
    [InlineData("contains(fromJSON('[\"OWNER\", \"NONE\"]'), github.event.comment.author_association)", false)]
    [InlineData("contains('OWNER MEMBER', github.event.comment.author_association)", false)]
    [InlineData("contains(github.event.pull_request.labels.*.name, 'run')", true)]
    [InlineData("github.event.pull_request.head.repo.full_name == github.repository", true)]
    [InlineData("github.event.pull_request.head.repo.full_name != github.repository", false)]
    [InlineData("!github.event.pull_request.head.repo.fork", true)]
    [InlineData("github.event_name == 'push'", true)]
    [InlineData("github.event_name == 'issue_comment'", false)]
    [InlineData("github.repository == 'us/project'", false)]
    [InlineData("always()", false)]
    [InlineData("false", true)]
    public void A_condition_is_a_gate_only_where_somebody_must_have_let_it_in(string condition, bool isGate) =>
        Assert.Equal(isGate, Gates.IsGate(EmbeddedExpression.Condition(condition)!));

    [Theory]
    [InlineData("{needs: a}", true)]
    [InlineData("{needs: [b, a]}", true)]
    [InlineData("{needs: b}", false)]
    [InlineData("{needs: a, if: always()}", false)]
    [InlineData("{needs: a, if: '!cancelled()'}", false)]
    [InlineData("{needs: c}", false)]
    [InlineData("{environment: reviewed}", true)]
    [InlineData("{}", false)]
    public void A_job_has_the_gates_of_those_that_it_needs(string job, bool isGated)
    {
        var file = WorkflowFile.Parse(
            $"on: pull_request\njobs:\n  a: {{if: github.event.label.name == 'run'}}\n  b: {{}}\n  c: {{needs: d}}\n  d: {{needs: c}}\n  x: {job}\n", "x.yml");
        Assert.Equal(isGated, Gates.IsGated(file, file.Jobs[^1]));
    }
}
