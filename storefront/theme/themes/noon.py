"""A calm, warm room in which only the goods and the truth about them have colour."""

from typing import Final

from storefront.theme.theme import Theme

THEME: Final = Theme()
