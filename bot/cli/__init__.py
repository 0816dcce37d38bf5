"""The command line: `main` offers what stands in `commands`, one file each; only `output` prints."""
