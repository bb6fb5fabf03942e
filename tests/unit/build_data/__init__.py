"""The build of the shipped data: its helpers, and that it gives the committed bytes."""
