"""What each subcommand of ``grader`` does; imported when it runs, since torch takes a second."""
