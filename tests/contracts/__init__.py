"""What others rely on: settings, exit codes, shapes of answers, directions of import, the wheel."""
