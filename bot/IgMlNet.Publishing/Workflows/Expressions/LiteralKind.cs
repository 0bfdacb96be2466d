namespace IgMlNet.Publishing.Workflows.Expressions;

/// <summary>The form in which a literal is written.</summary>
internal enum LiteralKind
{
    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary><c>null</c>.</summary>
    Null,
}
