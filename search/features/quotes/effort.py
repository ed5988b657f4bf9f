"""How much one lookup of a quote may read."""

from __future__ import annotations

from search.runtime import check_deadline


class Effort:
    """A budget of characters. ``complete`` turns False once something was left out for want of it."""

    def __init__(self, characters: int) -> None:
        self.left = characters
        self.complete = True

    def take(self, characters: int) -> bool:
        """Whether so many characters may be read; they are taken off the budget then.

        Raises OverdueError once the deadline has passed.
        """
        check_deadline()
        if characters > self.left:
            self.complete = False
            return False
        self.left -= characters
        return True
