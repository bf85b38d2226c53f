"""The sheet: its columns, how a cell is read, what is wrong with it. Pure."""
