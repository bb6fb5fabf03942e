"""What pages, answers and commands ask for. Services join the database, the readers of files and the rules."""
