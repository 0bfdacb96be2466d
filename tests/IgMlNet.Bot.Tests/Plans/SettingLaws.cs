using System.CommandLine;
using System.Text.Json.Nodes;
using CsCheck;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Tests.Plans;

/// <summary>What holds for every setting of a plan, by discovery: a new one is tested by being declared.</summary>
public class SettingLaws
{
    private static readonly IReadOnlyList<(Setting Setting, string Place)> Members =
    [
        .. PlanSettings.Group.Properties.Select(property => (property.Setting, $"$.{property.Setting.Name}")),
        .. ModelSettings.Group.Settings.Select(setting => (setting, $"$.models[0].{setting.Name}")),
        .. PlanSettings.SweepGroup.Settings.Select(setting => (setting, $"$.sweep.{setting.Name}")),
        .. DefenseKind.AllSettings.Except(ClipSettings.Group.Settings).Select(setting => (setting, $"$.defenses[0].{setting.Name}")),
        .. ClipSettings.Group.Settings.Where(setting => setting.Name is not null).Select(setting => (setting, $"$.defenses[0].clip.{setting.Name}")),
    ];

    private static readonly IReadOnlyList<Setting> WithOptions =
        [.. PlanSettings.Group.Settings.Append(DefenseKind.Kinds).Append(EvaluationBudget.Setting).Distinct().Where(setting => setting.Option is not null)];

    public static TheoryData<string> Options => [.. WithOptions.Select(setting => setting.Option!)];

    public static TheoryData<string> Places => [.. Members.Select(member => member.Place)];

    [Fact]
    public void Every_setting_goes_from_option_to_plan_to_file_to_plan_to_option() => Gen
        .Select(Gen.Int[0, int.MaxValue].Array[WithOptions.Count], Gen.Int[0, int.MaxValue].Array[WithOptions.Count])
        .Sample(
            (chosen, values) =>
            {
                // Presets stand for attacks and defenses, which are given here.
                string[] arguments =
                [
                    .. WithOptions
                        .Select((setting, i) => (setting, IsGiven: chosen[i] % 2 == 0 || setting == DefenseKind.Kinds || setting == PlanSettings.Attacks, Value: values[i]))
                        .Where(one => one.IsGiven && one.setting != PlanSettings.Preset)
                        .SelectMany(one => new[]
                        {
                            one.setting.Option!,
                            one.setting == DefenseKind.Kinds ? "all" : one.setting.Examples[one.Value % one.setting.Examples.Count],
                        }),
                ];
                var plan = Plan(arguments);
                var read = PlanFile.Parse(PlanFile.ToBytes(plan, FileForm.ForPeople), "plan.json");
                Assert.Equal(PlanFile.ToBytes(plan, FileForm.ForPeople), PlanFile.ToBytes(read, FileForm.ForPeople));
                Assert.Equal(PlanFile.Hash(plan), PlanFile.Hash(read));
                var again = Plan(OptionsOf(read));
                Assert.Equal(PlanFile.ToBytes(plan, FileForm.ForPeople), PlanFile.ToBytes(again, FileForm.ForPeople));
            },
            iter: 200);

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_example_of_an_option_is_read(string option)
    {
        var setting = WithOptions.Single(setting => setting.Option == option);
        Assert.NotEmpty(setting.Examples);
        Assert.All(setting.Examples, example => Assert.Empty(Parse([option, example]).Arguments.Errors));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_wrong_value_of_an_option_gives_one_line_that_names_the_option(string option) => Assert.All(
        WithOptions.Single(setting => setting.Option == option).Mistakes,
        mistake => Assert.StartsWith($"igml plan: {option}: ", Igml.Run("plan", option, mistake).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_example_of_a_member_is_read(string place)
    {
        var setting = Members.First(member => member.Place == place).Setting;
        Assert.All(setting.Examples, example => PlanSamples.Parse(PlanWith(place, example)));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_wrong_value_of_a_member_gives_one_fault_at_its_place(string place)
    {
        var setting = Members.First(member => member.Place == place).Setting;
        Assert.All(setting.Mistakes, mistake =>
        {
            var fault = Assert.Single(Assert.Throws<PlanFaultsException>(() => PlanSamples.Parse(PlanWith(place, mistake))).Faults);
            Assert.Equal(place, fault.Place);
            Assert.DoesNotContain("--", fault.Message.Replace("--checkpoint", "", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_setting_can_be_wrong_or_says_why_not() =>
        Assert.All(WithOptions.Concat(Members.Select(member => member.Setting)), setting => Assert.NotEmpty(setting.Mistakes));

    /// <summary>The options that give a plan of one model and one defense of each kind.</summary>
    private static IReadOnlyList<string> OptionsOf(EvaluationPlan plan)
    {
        var grid = plan.Defenses.OfType<MaskGrid>().Single();
        return
        [
            DefenseKind.Kinds.Option!, string.Join(',', plan.Defenses.Select(defense => defense.Kind)),
            .. PlanSettings.Group.Texts(plan).Except(PlanSettings.Group.Texts(new EvaluationPlan()))
                .Concat(ModelSettings.Group.Texts(plan.Models.Single()))
                .Concat(plan.Defenses.SelectMany(defense => defense.Kind.Texts(defense)))
                .Concat(ClipSettings.Group.Texts(grid.Clip))
                .Where(one => one.Setting.Name is not null)
                .DistinctBy(one => one.Setting)
                .SelectMany(one => new[] { one.Setting.Option!, one.Text }),
        ];
    }

    private static EvaluationPlan Plan(IReadOnlyList<string> arguments)
    {
        var (options, parsed) = Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.Plan(parsed);
    }

    private static (PlanOptions Options, ParseResult Arguments) Parse(IReadOnlyList<string> arguments)
    {
        var options = new PlanOptions();
        var root = new RootCommand();
        foreach (var option in options.Groups.SelectMany(group => group.Options))
            root.Add(option);
        return (options, root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null }));
    }

    /// <summary>A plan in which one member has a text as its value.</summary>
    private static string PlanWith(string place, string value)
    {
        var plan = new JsonObject { ["schemaVersion"] = 1, ["dataset"] = "x" };
        if (place != "$.preset")
            plan["attacks"] = "fgsm";
        var name = place[(place.LastIndexOf('.') + 1)..];
        var member = new JsonObject { [name] = value };
        if (place.StartsWith("$.models", StringComparison.Ordinal))
        {
            plan["models"] = new JsonArray(member);
        }
        else if (place.StartsWith("$.sweep", StringComparison.Ordinal))
        {
            plan["sweep"] = member;
        }
        else if (place.StartsWith("$.defenses", StringComparison.Ordinal))
        {
            var kind = DefenseKind.All.Last(kind => kind.Settings.Any(setting => setting.Name == name));
            plan["defenses"] = new JsonArray(
                place.Contains("clip", StringComparison.Ordinal) ? new JsonObject { ["clip"] = member } : member);
            if (name != "kind" && kind != DefenseKind.InterpretabilityGuided && !place.Contains("clip", StringComparison.Ordinal))
                member["kind"] = kind.Id;
        }
        else
        {
            plan[name] = value;
        }

        return plan.ToJsonString();
    }
}
