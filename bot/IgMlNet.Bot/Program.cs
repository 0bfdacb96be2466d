using IgMlNet.Bot;
using IgMlNet.Bot.Terminal;

WaitingThreads.SpinBriefly();
FreedMemory.Keep();
using var interruption = new Interruption();
var exitCode = new IgmlApplication(TerminalOutput.OfProcess()).Run(args, interruption.Token);
return exitCode == ExitCode.Interrupted ? interruption.ExitCode : exitCode;
