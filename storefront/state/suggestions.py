import reflex as rx

from storefront.api import catalog
from storefront.api.catalog_query import LONGEST_SEARCH
from storefront.api.formatting import counted
from storefront.api.models import Suggestion
from storefront.state.visitor import gateway_of


class SuggestionsState(rx.State):
    """What stands below the search field while somebody types."""

    suggestions: rx.Field[list[Suggestion]] = rx.field(default_factory=list[Suggestion])
    note: rx.Field[str] = rx.field("")

    @rx.event
    async def forget(self) -> None:
        """On another page the field is another one: what was typed before says nothing there."""
        self.suggestions, self.note = [], ""

    @rx.event
    async def suggest(self, text: str) -> None:
        # Browsers send what they like.
        wanted = text[:LONGEST_SEARCH].strip() if isinstance(text, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]
        self.suggestions = await catalog.suggest(gateway_of(self), wanted)
        count = len(self.suggestions)
        self.note = f"{counted(count, 'suggestion')}. Use the arrow keys." if count else ""
