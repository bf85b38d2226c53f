"""Pure rules about frameworks: what is wrong with one, and how two differ."""
