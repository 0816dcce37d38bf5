"""The commands. Each imports at its top no more than `plan` needs, so that `plan` starts fast."""
