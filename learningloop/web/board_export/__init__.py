"""All that a board holds, in open formats: for the board to keep, to move, or to hand on."""
