using IgMlNet.Bot;

WaitingThreads.SpinBriefly();
FreedMemory.Keep();
return Interruption.Run(BotProgram.Program, args);
