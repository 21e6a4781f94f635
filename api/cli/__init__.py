"""The `vraagbaak` command. Heavy imports live inside the commands."""
