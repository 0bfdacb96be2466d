using IgMlNet.Publishing;

return Interruption.Run(PublishingProgram.Program, args);
