"""What is low: so few that the shelf says how many are left."""

from typing import Final

LOW_AT_MOST: Final = 5  # units that can be bought; the shop's pages speak of "Only 5 left" too
