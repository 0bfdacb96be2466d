Console.WriteLine("igml");
