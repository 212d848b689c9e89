internal import ConvergeCommands

// Synchronous, since starting the concurrency runtime takes longer than most verbs do.
Program.main()
