"""Being told when something that is sold out can be bought again."""

from datetime import timedelta
from typing import Final

MOST_OPEN: Final = 100  # requests of one person at the same time
TOLD_KEPT: Final = timedelta(days=30)  # a request that was answered: to look into a complaint
