namespace IgMlNet.Publishing.Workflows.Expressions;

/// <summary>An expression of GitHub Actions, as it stands within <c>${{ … }}</c> or in a condition.</summary>
internal abstract record Expression
{
    /// <summary>The parts that it is made of.</summary>
    public virtual IEnumerable<Expression> Parts => [];

    /// <summary>Every reference in it.</summary>
    public IEnumerable<ReferenceExpression> References =>
        Parts.SelectMany(static part => part.References).Concat(this is ReferenceExpression reference ? [reference] : []);

    /// <summary>Every call in it.</summary>
    public IEnumerable<CallExpression> Calls =>
        Parts.SelectMany(static part => part.Calls).Concat(this is CallExpression call ? [call] : []);

    /// <summary>
    /// The references whose text can become the text of the whole: the sides of <c>&amp;&amp;</c> and <c>||</c> and the arguments of
    /// <c>format</c>, but not what is only compared.
    /// </summary>
    public IEnumerable<ReferenceExpression> Yields => this switch
    {
        ReferenceExpression => References,
        BinaryExpression { Operator: "||" } or => or.Left.Yields.Concat(or.Right.Yields),
        BinaryExpression { Operator: "&&" } and => and.Right.Yields,
        BinaryExpression or NotExpression or LiteralExpression => [],
        CallExpression { Name: "contains" or "startswith" or "endswith" or "hashfiles" or "success" or "failure" or "always" or "cancelled" } => [],
        _ => Parts.SelectMany(static part => part.Yields),
    };

    /// <summary>Whether it refers to a member of a context such as <c>github.event</c>, to a part of it, or to what contains it.</summary>
    public bool Uses(string member) => References.Any(reference => reference.Meets(member));
}

/// <summary>A text, a number, a flag, or null.</summary>
/// <param name="Text">The text that it becomes; null for <c>null</c>.</param>
/// <param name="Kind">The form in which it is written.</param>
internal sealed record LiteralExpression(string? Text, LiteralKind Kind) : Expression
{
    /// <summary>Whether a condition takes it for true.</summary>
    public bool IsTrue => Kind switch
    {
        LiteralKind.Text => Text!.Length > 0,
        LiteralKind.Number => Text!.TrimStart('-', '+').Trim('0', '.').Length > 0,
        _ => Text == "true",
    };
}

/// <summary>A member of a context such as <c>github.head_ref</c>.</summary>
/// <param name="Path">Its names in lower case, separated by points; <c>*</c> for an index that is computed.</param>
/// <param name="Computed">The expressions of computed indices, and the call that the path begins with.</param>
internal sealed record ReferenceExpression(string Path, IReadOnlyList<Expression> Computed) : Expression
{
    /// <inheritdoc/>
    public override IEnumerable<Expression> Parts => Computed;

    /// <summary>Whether it is a member, lies in it, or contains it.</summary>
    public bool Meets(string member)
    {
        var (mine, other) = (Path.Split('.'), member.Split('.'));
        return mine.Zip(other).All(static pair => pair.First == pair.Second || pair.First == "*" || pair.Second == "*");
    }

    /// <summary>Whether it is a member or lies in it.</summary>
    public bool IsIn(string member) => Meets(member) && Path.Split('.').Length >= member.Split('.').Length;
}

/// <summary>A call of a function.</summary>
/// <param name="Name">Its name in lower case.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record CallExpression(string Name, IReadOnlyList<Expression> Arguments) : Expression
{
    /// <inheritdoc/>
    public override IEnumerable<Expression> Parts => Arguments;
}

/// <summary>A negation.</summary>
/// <param name="Operand">The expression negated.</param>
internal sealed record NotExpression(Expression Operand) : Expression
{
    /// <inheritdoc/>
    public override IEnumerable<Expression> Parts => [Operand];
}

/// <summary>Two expressions joined by an operator.</summary>
/// <param name="Operator">The operator: <c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&amp;&amp;</c> or <c>||</c>.</param>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right) : Expression
{
    /// <inheritdoc/>
    public override IEnumerable<Expression> Parts => [Left, Right];
}

/// <summary>A text that cannot be read as an expression, which GitHub refuses too.</summary>
/// <param name="Names">The references that can be made out in it.</param>
internal sealed record UnreadableExpression(IReadOnlyList<Expression> Names) : Expression
{
    /// <inheritdoc/>
    public override IEnumerable<Expression> Parts => Names;
}
