"""The whole site in one archive, the same on either database: see docs/how-to/back-up-and-restore.md."""
