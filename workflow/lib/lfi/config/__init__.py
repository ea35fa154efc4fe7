"""The typed configuration: what may be written in config/config.yaml, and what is wrong with what was."""
